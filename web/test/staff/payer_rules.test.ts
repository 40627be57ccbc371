import { describe, expect, it } from "vitest";
import {
  type Entry,
  entry,
  type Field,
  type Kind,
  refused,
  said,
  unsigned,
  type Version,
  withEntries,
} from "../../src/staff/payers/rules.ts";

function field(path: string, kind: Kind, more: Partial<Field> = {}): Field {
  return {
    path,
    kind,
    group: "g",
    label: path,
    meaning: "",
    default: null,
    choices: [],
    required: false,
    source: null,
    ...more,
  };
}

const RULES = {
  effective_from: "2025-01-01",
  recorded_from: "2026-01-01",
  modifiers: { audio_video: ["95"], audio_only: [] },
  modifier_alternatives: { audio_video: [["95"], ["GT", "25"]] },
  audio_only: { covered: true, min_discussion_exclusive_s: 600 },
  check_in: [{ code: "98016", min_min: 5, max_min: 10 }],
  sources: [{ title: "A page", url: null, date: "2025" }],
  retroactive_windows: [{ from: "2025-10-01" }],
};

const FIELDS = [
  field("effective_from", "date"),
  field("modifiers.audio_video", "codes"),
  field("modifier_alternatives.audio_video", "code_choices"),
  field("audio_only.covered", "yes_no"),
  field("audio_only.min_discussion_exclusive_s", "number"),
  field("check_in", "ranges"),
  field("sources", "sources"),
  field("pos_ambiguous", "places"),
  field("home_covered", "yes_no", { default: true }),
];

describe("a payer's rules in a form", () => {
  it("shows the version's values, and the default where there is none", () => {
    const shown = Object.fromEntries(FIELDS.map((one) => [one.path, entry(one, RULES)]));
    expect(shown).toEqual({
      effective_from: "2025-01-01",
      "modifiers.audio_video": "95",
      "modifier_alternatives.audio_video": "95\nGT 25",
      "audio_only.covered": true,
      "audio_only.min_discussion_exclusive_s": "600",
      check_in: "98016 5-10",
      sources: "A page |  | 2025",
      pos_ambiguous: [],
      home_covered: true,
    });
  });

  it("writes back what it shows as what it was, and keeps what it has no field for", () => {
    const untouched: Record<string, Entry> = Object.fromEntries(
      FIELDS.filter((one) => one.path !== "pos_ambiguous" && one.path !== "home_covered").map((one) => [
        one.path,
        entry(one, RULES),
      ]),
    );
    const { recorded_from: _, ...same } = RULES;
    expect(withEntries(RULES, FIELDS, untouched)).toEqual(same);
    expect(withEntries(RULES, FIELDS, {})).toEqual(same);
  });

  it("leaves an emptied number out, so that the default holds, and a wrong one for the server to refuse", () => {
    const path = "audio_only.min_discussion_exclusive_s";
    expect(withEntries(RULES, FIELDS, { [path]: "" }).audio_only).toEqual({ covered: true });
    expect(withEntries(RULES, FIELDS, { [path]: "ten" }).audio_only).toEqual({
      covered: true,
      min_discussion_exclusive_s: "ten",
    });
    expect(withEntries(RULES, FIELDS, { check_in: "98016 5-10\nG2252 11-20" }).check_in).toEqual([
      { code: "98016", min_min: 5, max_min: 10 },
      { code: "G2252", min_min: 11, max_min: 20 },
    ]);
  });

  it("finds the field that a refusal names", () => {
    const said = "document.profiles[0].versions[0].check_in[0].max_min: must be a whole number from 5 on, not 4";
    expect(refused(said, FIELDS).field).toBe("check_in");
    const plain = "document.profiles[0].versions[0].effective_from: must be a date";
    expect(refused(plain, FIELDS)).toEqual({ field: "effective_from", message: "effective_from: must be a date" });
    expect(refused("document: nothing in it is new.", FIELDS).field).toBe("");
  });

  it("says a rule in words, its own or the default", () => {
    const choices = { union: "Count the time once", sum: "Count the time of both" };
    const parallel = field("settings.parallel_work", "choice", { default: "union" });
    expect(said(parallel, {}, choices, "yes", "no")).toBe("Count the time once");
    expect(said(parallel, { settings: { parallel_work: "sum" } }, choices, "yes", "no")).toBe("Count the time of both");
    expect(said(field("home_covered", "yes_no", { default: true }), {}, {}, "yes", "no")).toBe("yes");
    expect(said(field("check_in", "ranges"), {}, {}, "yes", "no")).toBe("");
  });

  it("hands no signature on to a new version", () => {
    const version = { payer: "P", rules: { ...RULES, checked_by: "A coder", last_checked: "2026-01-01" } };
    expect(unsigned(version as unknown as Version).rules).toEqual(RULES);
  });
});
