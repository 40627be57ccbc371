import { expect, test } from "vitest";
import { answerInWords } from "../../src/staff/payers/answer_words.ts";

test("an answer is told in the coding page's words", () => {
  expect(answerInWords({ pos: "10", code: null })).toBe("Place of service: 10 · Code: none");
  expect(answerInWords({ disposition: "ready", modality: "audio_only", total_minutes: 12 })).toBe(
    "Standing: Ready · Modality: sound only · Minutes that count: 12",
  );
  expect(answerInWords({ add_on_codes: [{ code: "99417", units: 2 }], flags: ["IMAGES_REQUIRED"] })).toBe(
    "Add-on codes: 99417 × 2 · What to look at: This service needs pictures sent by the patient.",
  );
  expect(answerInWords({ acceptable_modifier_alternatives: [["95"], []] })).toBe("Other modifiers: 95, none");
});
