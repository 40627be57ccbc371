import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bundleOf, format, Words } from "../../src/locale/fluent.ts";

beforeEach(() => {
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the language of a page", () => {
  it("is the one that was chosen last, though another's text comes later", async () => {
    let bring = (_: string) => {};
    const words = new Words<"en" | "es">({ language: "en", text: "a = one" }, () => {
      return new Promise((resolve) => {
        bring = resolve;
      });
    });
    const spanish = words.show("es");
    await words.show("en");
    bring("a = uno");
    await spanish;
    expect([words.language, words.t("a"), document.documentElement.lang]).toEqual(["en", "one", "en"]);
    await words.show("es");
    expect([words.language, words.t("a"), document.documentElement.lang]).toEqual(["es", "uno", "es"]);
  });

  it("tells times as they are told in the United States", () => {
    const text = 'at = { DATETIME($at, hour: "numeric", minute: "numeric", timeZone: "UTC") }';
    const at = new Date("2026-11-22T16:05:00Z");
    expect(format(bundleOf("en", text), "at", { at })).toMatch(/^4:05\sPM$/);
    expect(format(bundleOf("es", text), "at", { at })).toMatch(/^4:05\sp\.\s?m\.$/);
  });
});
