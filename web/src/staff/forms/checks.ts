/** What the forms refuse before the server sees it. Pure: "now" is an argument. */

import { US_STATES } from "../../patient/us_states.ts";
import { formsText } from "../text/forms";

/** One thing wrong: the id of the field, and a sentence for the person who filled it. */
export interface Fault {
  field: string;
  message: string;
}

/** Whether a mail address could be one: the server decides in the end. */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text.trim());
}

export function isState(text: string): boolean {
  return Object.hasOwn(US_STATES, text.trim().toUpperCase());
}

/** Whether ten digits are an NPI: the Luhn check over "80840" and the number (45 CFR 162.406, CMS check digit). */
export function isNpi(text: string): boolean {
  if (!/^\d{10}$/.test(text)) return false;
  const sum = [...`80840${text}`].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

export interface NewVisitFields {
  existing: boolean;
  patient: string;
  name: string;
  dateOfBirth: string;
  state: string;
  date: string;
  time: string;
  reason: string;
  status: string;
  payer: string | null;
  /** Photos that are answered in writing: no time is planned. */
  withoutCall: boolean;
}

/** `today` is the reader's date as YYYY-MM-DD. */
export function checkNewVisit(fields: NewVisitFields, today: string): Fault[] {
  const wrong = formsText.errors;
  const faults: Fault[] = [];
  const unless = (right: boolean, field: string, message: string): void => {
    if (!right) faults.push({ field, message });
  };
  if (fields.existing) unless(fields.patient !== "", "patient", wrong.patient);
  else {
    unless(fields.name.trim() !== "", "name", wrong.name);
    if (fields.dateOfBirth === "") faults.push({ field: "date_of_birth", message: wrong.dateOfBirth });
    else unless(fields.dateOfBirth < today, "date_of_birth", wrong.dateOfBirthFuture);
    unless(fields.state.trim() === "" || isState(fields.state), "state", wrong.state);
  }
  if (!fields.withoutCall) {
    if (fields.date === "") faults.push({ field: "date", message: wrong.date });
    else unless(fields.date >= today, "date", wrong.past);
    unless(fields.time !== "", "time", wrong.time);
  }
  unless(fields.reason.trim() !== "", "reason", wrong.reason);
  unless(fields.status !== "", "patient_status", wrong.status);
  unless(fields.payer !== null, "payer", wrong.payer);
  return faults;
}

export interface NewStaffFields {
  email: string;
  name: string;
  role: string;
  credential: string;
  npi: string;
  states: string;
}

/** "NY, nj" as ["NY", "NJ"]. */
export function stateList(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .filter((part) => part !== "")
    .map((part) => part.toUpperCase());
}

/** Roles whose people meet patients need a credential: it decides whose minutes count. */
function needsCredential(role: string): boolean {
  return role === "npc" || role === "dermatologist";
}

export function checkNewStaff(fields: NewStaffFields): Fault[] {
  const wrong = formsText.errors;
  const faults: Fault[] = [];
  if (fields.name.trim() === "") faults.push({ field: "name", message: wrong.staffName });
  if (!looksLikeEmail(fields.email)) faults.push({ field: "email", message: wrong.email });
  if (fields.role === "") faults.push({ field: "role", message: wrong.role });
  else if (needsCredential(fields.role) && fields.credential === "")
    faults.push({ field: "credential", message: wrong.credential });
  if (fields.npi.trim() !== "" && !isNpi(fields.npi.trim())) faults.push({ field: "npi", message: wrong.npi });
  if (!stateList(fields.states).every(isState)) faults.push({ field: "licensed_states", message: wrong.states });
  return faults;
}
