import { describe, expect, it } from "vitest";
import { checkOverride, secondsInWords, splitModifiers, withNames } from "../../src/staff/coding/proposal.ts";

describe("a proposal in words", () => {
  it.each([
    [0, "0 s"],
    [59.9, "59 s"],
    [60, "1 min"],
    [754, "12 min 34 s"],
  ])("says %f seconds as %s, never more than was witnessed", (seconds, words) => {
    expect(secondsInWords(seconds)).toBe(words);
  });

  it("names people where the engine wrote ids", () => {
    const people = [{ id: "7dc1", name: "Alex Lee", role: "dermatologist", credential: "MD" }];
    expect(withNames("No licence is on file for 7dc1.", people)).toBe("No licence is on file for Alex Lee.");
  });
});

describe("an override", () => {
  const right = { code: "98005", modifiers: "95, gq", pos: "10", reason: "The note says low." };

  it("is taken when code, modifiers and place have their shape and a reason is given", () => {
    expect(checkOverride(right)).toEqual([]);
    expect(splitModifiers(right.modifiers)).toEqual(["95", "GQ"]);
  });

  it("may be to no code at all", () => {
    expect(checkOverride({ ...right, code: "", modifiers: "", pos: "" })).toEqual([]);
  });

  it("names every field that is wrong, and never goes without a reason", () => {
    expect(checkOverride({ code: "9", modifiers: "955", pos: "home", reason: " " })).toEqual([
      "code",
      "modifiers",
      "pos",
      "reason",
    ]);
  });
});
