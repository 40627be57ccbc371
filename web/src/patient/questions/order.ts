import type { Answers } from "../api.ts";

/** What a waiting patient is asked, in this order: first what the clinician needs if the connection breaks. */
export const QUESTIONS = ["callback", "company", "interpreter", "address"] as const;
export type Question = (typeof QUESTIONS)[number];

/** Whether the question has its answer already. Pure. */
export function answered(question: Question, answers: Answers): boolean {
  switch (question) {
    case "callback":
      return answers.callback_phone !== null;
    case "company":
      return answers.company !== null;
    case "interpreter":
      return answers.interpreter !== null;
    case "address":
      return answers.address !== null;
  }
}

/** Whether this cannot be a phone number; an empty field is no number, and that is allowed. Pure. */
export function wrongNumber(typed: string | null): boolean {
  const text = (typed ?? "").trim();
  return text !== "" && (!/^[0-9+(). -]{7,40}$/.test(text) || text.replace(/\D/g, "").length < 7);
}
