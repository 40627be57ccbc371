import { describe, expect, it } from "vitest";
import {
  asked,
  type Consultation,
  type Noted,
  notedIn,
  tickedIn,
  wrongIn,
} from "../../src/staff/coding/consultation.ts";

const SAID = { seen_within_14_days: false, takes_over: false };
const NOTED: Noted = {
  side: "consultant",
  colleague: "Dr. Ann Field",
  question: "To be removed?",
  answer: "Look again in six months.",
  given_on: "",
  total: "12",
  spoken: "7",
  correction: "",
};

describe("advice between clinicians, as it is noted", () => {
  it("names every field that cannot be sent", () => {
    expect(wrongIn(NOTED, SAID)).toEqual([]);
    expect(wrongIn(NOTED, { takes_over: true })).toEqual(["seen_within_14_days"]);
    expect(wrongIn({ ...NOTED, colleague: " ", question: "", total: "a dozen", spoken: "7" }, SAID)).toEqual([
      "colleague",
      "question",
      "total_minutes",
    ]);
    expect(wrongIn({ ...NOTED, total: "601" }, SAID)).toEqual(["total_minutes"]);
    expect(wrongIn({ ...NOTED, spoken: "13" }, SAID)).toEqual(["spoken_minutes"]);
    expect(wrongIn({ ...NOTED, spoken: "" }, SAID)).toEqual([]);
    expect(wrongIn({ ...NOTED, side: "requesting", spoken: "13" }, {})).toEqual([]);
  });

  it("tells nothing of a spoken share for whoever asked", () => {
    const ticks = { spoken_report: true, written_report: true, consent: true, seen_within_14_days: true };
    expect(asked(NOTED, ticks)).toMatchObject({
      total_minutes: 12,
      spoken_minutes: 7,
      spoken_report: true,
      takes_over: false,
    });
    expect(asked({ ...NOTED, side: "requesting", given_on: "2026-11-20" }, ticks)).toMatchObject({
      spoken_minutes: 0,
      spoken_report: false,
      seen_within_14_days: false,
      consent: true,
      given_on: "2026-11-20",
    });
    expect("given_on" in asked(NOTED, ticks)).toBe(false);
  });

  it("is corrected from what it says, and wants to know why", () => {
    const told: Consultation = {
      side: "consultant",
      colleague: "Dr. Ann Field",
      question: "To be removed?",
      answer: "Look again in six months.",
      total_minutes: 12,
      spoken_minutes: 7,
      spoken_report: true,
      written_report: false,
      consent: true,
      seen_within_14_days: false,
      takes_over: true,
      given_on: "2026-11-20",
      about: "visit",
    };
    expect(wrongIn(notedIn(told), tickedIn(told), true)).toEqual(["correction"]);
    const { about, ...same } = told;
    expect(asked(notedIn(told), tickedIn(told))).toEqual(same);
    expect(wrongIn({ ...notedIn(told), correction: "Both calls" }, tickedIn(told), true)).toEqual([]);
  });
});
