/** What the form for a new visit holds, and what it sends. Pure. */

import type { NewVisitFields } from "./checks.ts";

export interface NewVisit extends NewVisitFields {
  phone: string;
  language: string;
  /** Empty for self-pay, null until somebody chose: the rules that a claim follows are nobody's to guess. */
  payer: string | null;
  rendering: string;
  /** Who asked for a written answer: empty while nobody said. */
  askedBy: string;
}

/** `now` in the fields of date and time: a new visit is mostly for today. */
export function emptyVisit(now: { date: string; time: string }): NewVisit {
  return {
    existing: true,
    patient: "",
    name: "",
    dateOfBirth: "",
    phone: "",
    language: "en",
    state: "",
    date: now.date,
    time: now.time,
    reason: "",
    payer: null,
    status: "",
    rendering: "",
    withoutCall: false,
    askedBy: "",
  };
}

/** Whether somebody would have to type it again. What is chosen from a list is chosen again in a moment. */
export function typedIn(fields: NewVisit): boolean {
  const { patient, name, dateOfBirth, phone, reason } = fields;
  return [patient, name, dateOfBirth, phone, reason].some((each) => each.trim() !== "");
}

/** The body of `POST /api/visits` for checked fields; `at` is the appointment as RFC 3339, null without a call. */
export function visitBody(fields: NewVisit, at: string | null): unknown {
  return {
    patient: fields.existing
      ? { id: fields.patient }
      : {
          name: fields.name.trim(),
          date_of_birth: fields.dateOfBirth,
          language: fields.language,
          ...(fields.phone.trim() ? { phone: fields.phone.trim() } : {}),
          ...(fields.state.trim() ? { state: fields.state.trim().toUpperCase() } : {}),
        },
    ...(fields.withoutCall
      ? { without_call: true, ...(fields.askedBy ? { initiated_by: fields.askedBy } : {}) }
      : { scheduled_at: at }),
    reason: fields.reason.trim(),
    payer: fields.payer || null,
    patient_status: fields.status,
    rendering: fields.rendering || null,
  };
}
