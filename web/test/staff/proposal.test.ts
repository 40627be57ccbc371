import { describe, expect, it } from "vitest";
import {
  addOnList,
  checkOverride,
  secondsInWords,
  splitAddOns,
  splitModifiers,
  withNames,
} from "../../src/staff/coding/proposal.ts";

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
  const right = {
    code: "98005",
    modifiers: "95, gq",
    pos: "10",
    units: "1",
    addOns: "99417 x 2, g2211",
    reason: "The note says low.",
  };

  it("is taken when code, modifiers and place have their shape and a reason is given", () => {
    expect(checkOverride(right)).toEqual([]);
    expect(splitModifiers(right.modifiers)).toEqual(["95", "GQ"]);
    const lines = splitAddOns(right.addOns) ?? [];
    expect(lines).toEqual([
      { code: "99417", units: 2 },
      { code: "G2211", units: 1 },
    ]);
    expect(splitAddOns(addOnList(lines))).toEqual(lines);
  });

  it("may be to no code at all", () => {
    expect(checkOverride({ ...right, modifiers: "95, 95" })).toEqual(["modifiers"]);
    expect(checkOverride({ ...right, code: "", modifiers: "95", pos: "", units: "", addOns: "" })).toEqual([
      "modifiers",
    ]);
    expect(checkOverride({ ...right, code: "", modifiers: "", pos: "", units: "", addOns: "" })).toEqual([]);
  });

  it("names every field that is wrong, and never goes without a reason", () => {
    const wrong = { code: "9", modifiers: "955", pos: "home", units: "0", addOns: "99417 x", reason: " " };
    expect(checkOverride(wrong)).toEqual(["code", "modifiers", "pos", "units", "addOns", "reason"]);
  });

  it.each([
    ["98005", "98005"],
    ["98005", "99417, 99417"],
    ["", "99417"],
    ["98005", "99417 x 100"],
  ])("with the code %s refuses the further lines %s", (code, addOns) => {
    expect(checkOverride({ ...right, modifiers: "", code, addOns })).toEqual(["addOns"]);
  });
});
