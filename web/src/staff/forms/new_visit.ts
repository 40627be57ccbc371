/** What the form for a new visit holds, and what it sends. Pure. */

import type { NewVisitFields } from "./checks.ts";

export interface NewVisit extends NewVisitFields {
  phone: string;
  language: string;
  payer: string;
  rendering: string;
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
    payer: "PRIV_98000",
    status: "",
    rendering: "",
  };
}

/** The body of `POST /api/visits` for checked fields; `at` is the appointment as RFC 3339. */
export function visitBody(fields: NewVisit, at: string): unknown {
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
    scheduled_at: at,
    reason: fields.reason.trim(),
    payer: fields.payer || null,
    patient_status: fields.status,
    rendering: fields.rendering || null,
  };
}
