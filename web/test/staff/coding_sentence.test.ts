import { describe, expect, it } from "vitest";
import { readable, said, withNames } from "../../src/staff/coding/sentence.ts";

describe("a sentence of the engine's", () => {
  it.each([
    ["480 s by video both ways, 720.5 s by sound alone.", "8 min by video both ways, 12 min by sound alone."],
    ["02 for 98007 with the patient at workplace.", "02 for 98007 with the patient at work."],
    ["10 for 98007 with the patient at home.", "10 for 98007 with the patient at home."],
    ["0 min of nobody; every instant once, rounded down.", "Nobody’s time counts."],
    [
      "The patient was in NJ; no licence there is on file for 7dc1.",
      "The patient was in NJ; no license there is on file for 7dc1.",
    ],
    ["Payer 2026-99-99.", "Payer 2026-99-99."],
  ])("reads %s", (sentence, words) => {
    expect(readable(sentence)).toBe(words);
  });

  it("names people where the engine wrote ids", () => {
    const people = [{ id: "7dc1", name: "Alex Lee", role: "dermatologist", credential: "MD" }];
    expect(withNames("No licence is on file for 7dc1.", people)).toBe("No license is on file for Alex Lee.");
  });

  it("shows seconds where one of them decides", () => {
    expect(said({ text: "10 min counted; 98012 needs more than 10.", seconds: 601 }, [])).toBe(
      "10 min 1 s counted; 98012 needs more than 10.",
    );
    expect(said({ text: "13 min over the seven days.", seconds: 780 }, [])).toBe("13 min over the seven days.");
    expect(said({ text: "Staff took part.", seconds: 61 }, [])).toBe("Staff took part. (1 min 1 s)");
  });
});
