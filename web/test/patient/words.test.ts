import { FluentResource } from "@fluent/bundle";
import { parseSync } from "vite";
import { describe, expect, it } from "vitest";
import english from "../../locales/en.ftl?raw";
import spanish from "../../locales/es.ftl?raw";
import { bundleOf, format } from "../../src/locale/fluent.ts";
import { preferred } from "../../src/locale/languages.ts";

const languages = { en: english, es: spanish };
const ids = (text: string) => new FluentResource(text).body.map((message) => message.id);

const files = import.meta.glob<string>("../../src/patient/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});
const sources = Object.entries(files).map(([name, text]) => ({ name, text }));

/** Every node of a parsed file. */
function* nodes(node: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(node)) for (const one of node) yield* nodes(one);
  else if (node !== null && typeof node === "object") {
    const here = node as Record<string, unknown>;
    if (typeof here.type === "string") yield here;
    for (const value of Object.values(here)) yield* nodes(value);
  }
}

/** Attributes whose text a person reads or hears. */
const SPOKEN = /^(aria-label|title|label|hint|alt|placeholder|error)$/;

describe("the patient's words", () => {
  it("are the same messages in every language, each once", () => {
    expect(ids(languages.es)).toEqual(ids(languages.en));
    expect(new Set(ids(languages.en)).size).toBe(ids(languages.en).length);
  });

  it.each(Object.entries(languages))("in %s parse without a line left over, and none is empty", (language, text) => {
    const declared = text.split("\n").filter((line) => /^[a-z]/.test(line)).length;
    expect(ids(text).length).toBe(declared);
    const bundle = bundleOf(language, text);
    for (const id of ids(text)) {
      expect(
        format(bundle, id, {
          name: "N",
          practice: "P",
          minutes: 2,
          number: 1,
          phone: "555",
          browser: "B",
          credential: "C",
          at: new Date(0),
          tries: 2,
          ahead: 3,
          low: 5,
          high: 10,
          measured: 6,
          of: 4,
          digits: "0101",
          ms: 40,
          lost: 2,
          kbps: 900,
          up: 1,
          down: 2,
        }),
      ).not.toMatch(/^$|\{|\?\?\?/);
    }
  });

  it.each(Object.keys(languages) as (keyof typeof languages)[])("use the same placeholders in %s", (language) => {
    const placeholders = (text: string) =>
      new FluentResource(text).body.map((message) => [
        message.id,
        [...JSON.stringify(message.value).matchAll(/"type":"var","name":"(\w+)"/g)].map((m) => m[1]).sort(),
      ]);
    expect(placeholders(languages[language])).toEqual(placeholders(languages.en));
  });

  it("give no wait of nothing at all", () => {
    const wait = (language: keyof typeof languages, low: number) =>
      format(bundleOf(language, languages[language]), "waiting-estimate", { low, high: 10, measured: 6 });
    expect([wait("en", 0), wait("es", 0)]).toEqual([
      expect.stringContaining("less than 10 minutes. This goes by the last 6"),
      expect.stringContaining("menos de 10 minutos. Lo calculamos con las últimas 6"),
    ]);
    expect([wait("en", 5), wait("es", 5)]).toEqual([
      expect.stringContaining("5 to 10 minutes."),
      expect.stringContaining("de 5 a 10 minutos."),
    ]);
  });

  it("hold every message that a page asks for", () => {
    const known = new Set(ids(languages.en));
    const asked = sources.flatMap(({ text }) =>
      [...text.matchAll(/\bt\(\s*"([a-z][\w-]*)"/g)].map((match) => match[1] ?? ""),
    );
    expect(asked.length).toBeGreaterThan(40);
    expect(asked.filter((id) => !known.has(id))).toEqual([]);
  });

  it("hold a sentence for every state a device can be in, every obstacle and every place", async () => {
    const known = new Set(ids(languages.en));
    const { PLACE_KINDS } = await import("../../src/patient/api.ts");
    const statuses = ["on", "off", "asking", "denied", "missing", "in_use", "failed", "in_app", "lost"];
    const wanted = [
      ...statuses.flatMap((status) => [`camera-${status}`, `microphone-${status}`]),
      "camera-skipped",
      ...["no-link", "dead-link", "paused", "gone", "replaced", "refused", "unavailable", "unreachable"].flatMap(
        (o) => [`${o}-heading`, `${o}-text`],
      ),
      ...PLACE_KINDS.map((kind) => `place-kind-${kind}`),
    ];
    expect(wanted.filter((id) => !known.has(id))).toEqual([]);
  });

  it("stand in the language files alone: no page has a literal of its own", () => {
    const literals = sources.flatMap(({ name, text }) => {
      const { program, errors } = parseSync(name, text);
      expect(errors).toEqual([]);
      return [...nodes(program)].flatMap((node) => {
        if (node.type === "JSXText" && /\p{L}/u.test(String(node.value)))
          return [`${name}: ${String(node.value).trim()}`];
        const attribute = node as { name?: { name?: unknown }; value?: { type?: string; value?: unknown } };
        const spoken = node.type === "JSXAttribute" && SPOKEN.test(String(attribute.name?.name));
        const said = spoken && attribute.value?.type === "Literal" ? String(attribute.value.value) : "";
        return /\p{L}/u.test(said) ? [`${name}: ${said}`] : [];
      });
    });
    expect(literals).toEqual([]);
  });

  it("fit the reader: the first language that there is, else English", () => {
    expect([["es-MX", "en"], ["fr-CA", "es"], ["de"], ["en-GB", "es"]].map(preferred)).toEqual([
      "es",
      "es",
      "en",
      "en",
    ]);
  });
});
