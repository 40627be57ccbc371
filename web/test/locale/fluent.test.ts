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

  it("comes once its text can be had, and stays as it was until then", async () => {
    vi.useFakeTimers();
    let tries = 0;
    const words = new Words<"en" | "es">({ language: "en", text: "a = one" }, async () => {
      if (tries++ < 2) throw new TypeError("Failed to fetch");
      return "a = uno";
    });
    await expect(words.show("es")).rejects.toThrow("Failed to fetch");
    expect(words.t("a")).toBe("one");
    await vi.advanceTimersByTimeAsync(10_000);
    expect([words.t("a"), tries]).toEqual(["uno", 3]);
    vi.useRealTimers();
  });

  it("tells times as they are told in the United States, without a break in the line", () => {
    const text = 'at = { DATETIME($at, hour: "numeric", minute: "numeric", timeZone: "UTC") }';
    const at = new Date("2026-11-22T16:05:00Z");
    expect(format(bundleOf("en", text), "at", { at })).toMatch(/^4:05\u00a0PM$/);
    expect(format(bundleOf("es", text), "at", { at })).toMatch(/^4:05\u00a0p\.\s?m\.$/);
  });
});
