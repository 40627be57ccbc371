/** Advice between clinicians as it was noted. `question` and `answer` only for whoever may read the chart. */
export interface Consultation {
  side: "consultant" | "requesting";
  colleague: string;
  question?: string;
  answer?: string;
  total_minutes: number;
  spoken_minutes: number;
  spoken_report: boolean;
  written_report: boolean;
  consent: boolean;
  seen_within_14_days: boolean;
  takes_over: boolean;
  given_on: string;
  about: string;
}

/** One version of a note: from the second on with why it was corrected, for whoever may read the chart. */
export interface ConsultationVersion extends Consultation {
  version: number;
  at: string;
  author: string;
  correction?: string;
}

export interface Noted {
  side: "consultant" | "requesting";
  colleague: string;
  question: string;
  answer: string;
  given_on: string;
  total: string;
  spoken: string;
  correction: string;
}

export const TICKS = ["spoken_report", "written_report", "consent", "seen_within_14_days", "takes_over"] as const;

/** The form's fields as a note holds them, to be corrected. */
export function notedIn(told: Consultation): Noted {
  return {
    side: told.side,
    colleague: told.colleague,
    question: told.question ?? "",
    answer: told.answer ?? "",
    given_on: told.given_on,
    total: String(told.total_minutes),
    spoken: String(told.spoken_minutes),
    correction: "",
  };
}

/** What was ticked in it. */
export const tickedIn = (told: Consultation): Record<string, boolean> =>
  Object.fromEntries(TICKS.map((name) => [name, told[name]]));

const whole = (text: string): number | null => (/^\d{1,3}$/.test(text.trim()) ? Number(text) : null);

/** What only the clinician can know: no answer is not a no. */
export const QUESTIONS = ["seen_within_14_days", "takes_over"] as const;

/** The fields that cannot be sent as they are. */
export function wrongIn(noted: Noted, ticks: Readonly<Record<string, boolean>>, correcting = false): string[] {
  const wrong: string[] = [];
  const total = whole(noted.total);
  const spoken = noted.side === "consultant" ? whole(noted.spoken || "0") : 0;
  if (noted.colleague.trim() === "") wrong.push("colleague");
  if (noted.question.trim() === "") wrong.push("question");
  if (total === null || total > 600) wrong.push("total_minutes");
  if (spoken === null || (total !== null && spoken > total)) wrong.push("spoken_minutes");
  if (noted.side === "consultant") wrong.push(...QUESTIONS.filter((name) => ticks[name] === undefined));
  if (correcting && noted.correction.trim() === "") wrong.push("correction");
  return wrong;
}

/** What is sent: whoever asked has no spoken share of its own to tell. */
export function asked(noted: Noted, ticks: Readonly<Record<string, boolean>>): Record<string, unknown> {
  const advising = noted.side === "consultant";
  return {
    side: noted.side,
    colleague: noted.colleague,
    question: noted.question,
    answer: noted.answer,
    total_minutes: Number(noted.total),
    spoken_minutes: advising ? Number(noted.spoken || "0") : 0,
    spoken_report: advising && ticks.spoken_report === true,
    written_report: advising && ticks.written_report === true,
    consent: ticks.consent === true,
    seen_within_14_days: advising && ticks.seen_within_14_days === true,
    takes_over: advising && ticks.takes_over === true,
    ...(noted.given_on ? { given_on: noted.given_on } : {}),
  };
}
