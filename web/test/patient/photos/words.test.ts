import { FluentResource } from "@fluent/bundle";
import { describe, expect, it } from "vitest";
import sites from "../../../../server/images/body_sites.json";
import english from "../../../locales/photos.en.ftl?raw";
import spanish from "../../../locales/photos.es.ftl?raw";
import { bundleOf, format } from "../../../src/locale/fluent.ts";
import { REGIONS } from "../../../src/patient/photos/body_drawing.ts";

const languages = { en: english, es: spanish };
const ids = (text: string) => new FluentResource(text).body.map((message) => message.id);
const files = import.meta.glob<string>("../../../src/patient/photos/*.tsx", {
  query: "?raw",
  import: "default",
  eager: true,
});
const BASE = /-(left|right)$/;

describe("the words of the photos", () => {
  it("are the same messages in every language, each once", () => {
    expect(ids(languages.es)).toEqual(ids(languages.en));
    expect(new Set(ids(languages.en)).size).toBe(ids(languages.en).length);
  });

  it.each(Object.entries(languages))("in %s are all there, and none is empty", (language, text) => {
    const bundle = bundleOf(language, text);
    for (const id of ids(text)) {
      const values = {
        count: 2,
        number: 1,
        site: "S",
        photo: "F",
        percent: 5,
        seconds: 3,
        minutes: 2,
        why: "W",
        practice: "P",
        name: "N",
        who: "W",
        hours: 3,
        digits: "1234",
        what: "photos",
        due: new Date(0),
        at: new Date(0),
      };
      expect(format(bundle, id, values).trim(), id).not.toBe("");
    }
    for (const source of Object.values(files)) {
      for (const [, id] of source.matchAll(/\bp\("([a-z][\w-]*)"/g)) expect(ids(text)).toContain(id);
    }
    for (const { id } of sites) expect(ids(text)).toContain(`site-${id.replace(BASE, "")}`);
  });

  it("name every region that the drawings show, and the drawings show every region but the whole body", () => {
    const drawn = new Set(Object.values(REGIONS).flatMap((regions) => regions.map((region) => region.site)));
    const listed = new Set(sites.map((site) => site.id));
    expect([...drawn].filter((site) => !listed.has(site))).toEqual([]);
    expect([...listed].filter((site) => !drawn.has(site))).toEqual(["all-over"]);
  });

  it("are touched without touching a neighbour: regions are a finger wide and do not lie on each other", () => {
    for (const regions of Object.values(REGIONS)) {
      for (const one of regions) {
        expect(Math.min(one.wide, one.high), one.site).toBeGreaterThanOrEqual(24);
        for (const other of regions) {
          const apart =
            one === other ||
            one.x + one.wide <= other.x ||
            other.x + other.wide <= one.x ||
            one.y + one.high <= other.y ||
            other.y + other.high <= one.y;
          expect(apart, `${one.site} and ${other.site}`).toBe(true);
        }
      }
    }
  });
});
