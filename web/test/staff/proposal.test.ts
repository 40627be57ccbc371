import { describe, expect, it } from "vitest";
import {
  addOnList,
  checkOverride,
  chosenBy,
  type Decision,
  secondsInWords,
  splitAddOns,
  splitModifiers,
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
});

describe("what a code was chosen by", () => {
  const lines = { code: "98005", modifiers: ["95"], pos: "10", units: 1, add_on_codes: [] };
  const later = { ...lines, code: "98007", basis: "mdm" };
  const decision = (more: Partial<Decision>): Decision => ({
    ...lines,
    version: 1,
    decision: "accepted",
    proposed: lines,
    author: "a",
    at: "2026-11-22T10:00:00Z",
    ...more,
  });

  it("is the proposal's basis until the proposal changes, and then nobody's word for the accepted code", () => {
    expect(chosenBy({ ...later, decisions: [] })).toEqual({ standing: "medical decision making", since: null });
    expect(chosenBy({ ...lines, basis: "time", decisions: [decision({})] })).toEqual({ standing: "time", since: null });
    expect(chosenBy({ ...later, decisions: [decision({})] })).toEqual({
      standing: null,
      since: "98007 · 95 · Place of service 10, chosen by medical decision making",
    });
  });

  it("is the person where they overrode it, and no decision where one only asked for a review", () => {
    const overridden = decision({ decision: "overridden", proposed: later, reason: "Time fits." });
    expect(chosenBy({ ...later, decisions: [overridden] })).toEqual({ standing: "a person’s override", since: null });
    expect(chosenBy({ ...later, decisions: [decision({ decision: "review" })] }).since).toBeNull();
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
