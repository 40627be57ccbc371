import { FluentResource } from "@fluent/bundle";
import { describe, expect, it } from "vitest";
import english from "../../locales/camera.en.ftl?raw";
import spanish from "../../locales/camera.es.ftl?raw";
import { bundleOf, format } from "../../src/locale/fluent.ts";

const languages = { en: english, es: spanish };
const ids = (text: string) =>
  new FluentResource(text).body.map((message) => message.id).filter((id): id is string => id !== undefined);
const files = import.meta.glob<string>(["../../src/camera/*.tsx", "../../src/patient/phone_camera/*.tsx"], {
  query: "?raw",
  import: "default",
  eager: true,
});

describe("the words of the second camera", () => {
  it("are the same messages in every language, each once", () => {
    expect(ids(languages.es)).toEqual(ids(languages.en));
    expect(new Set(ids(languages.en)).size).toBe(ids(languages.en).length);
  });

  it.each(Object.entries(languages))("in %s are all there, and none is empty", (language, text) => {
    const bundle = bundleOf(language, text);
    for (const id of ids(text)) expect(format(bundle, id, { minutes: 5, practice: "P" }).trim(), id).not.toBe("");
    for (const source of Object.values(files)) {
      for (const [, id] of source.matchAll(/\b[tc]\("([a-z][\w-]*)"/g)) expect(ids(text)).toContain(id);
    }
  });
});
