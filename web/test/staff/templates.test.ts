import { describe, expect, it } from "vitest";
import { BLANK, TEMPLATES, withTemplate } from "../../src/staff/answers/templates.ts";

describe("beginnings of replies", () => {
  it("are in the patient's language, English where we have no other", () => {
    for (const one of TEMPLATES) {
      expect(withTemplate("", one, "es")).toBe(one.es);
      expect(withTemplate(" ", one, "fr")).toBe(one.en);
      expect(one.es.split(BLANK).length).toBe(one.en.split(BLANK).length);
    }
  });

  it("lose nothing of what was written before", () => {
    const [first] = TEMPLATES;
    if (!first) throw new Error("there are none");
    expect(withTemplate("Dear Ines,\n", first, "en")).toBe(`Dear Ines,\n\n${first.en}`);
  });
});
