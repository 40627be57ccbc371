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
  given_on: string;
  about: string;
}

export interface Noted {
  side: "consultant" | "requesting";
  colleague: string;
  question: string;
  answer: string;
  given_on: string;
  total: string;
  spoken: string;
}

const whole = (text: string): number | null => (/^\d{1,3}$/.test(text.trim()) ? Number(text) : null);

/** The fields that cannot be sent as they are. */
export function wrongIn(noted: Noted): string[] {
  const wrong: string[] = [];
  const total = whole(noted.total);
  const spoken = noted.side === "consultant" ? whole(noted.spoken || "0") : 0;
  if (noted.colleague.trim() === "") wrong.push("colleague");
  if (noted.question.trim() === "") wrong.push("question");
  if (total === null || total > 600) wrong.push("total_minutes");
  if (spoken === null || (total !== null && spoken > total)) wrong.push("spoken_minutes");
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
