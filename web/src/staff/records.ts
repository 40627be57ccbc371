/** The JSON of the staff's HTTP interface (`/api/openapi.json` describes it). Instants are RFC 3339 in UTC. */

import type { Command, Credential, Role } from "../protocol/frames";

export interface Me {
  person: string;
  name: string;
  role: Role;
  credential: Credential | null;
  practice: { name: string; phone: string; tz: string };
  second_factor: boolean;
  second_factor_required: boolean;
  recovery_codes_left: number;
  /** False while the password is the one that was handed out. */
  password_own: boolean;
  /** A password of one's own has to be chosen before anything else. */
  password_needed: boolean;
  idle_minutes: number;
}

export interface IntakeFields {
  reason: string;
  history: string;
  medications: string;
  allergies: string;
  vitals: Record<string, number | null>;
}

export interface IntakeDoc extends IntakeFields {
  version: number;
  author: string;
  at: string;
}

/** What the patient said around the visit. */
export interface Arrival {
  minor: boolean;
  guardian: { name: string; relation: string } | null;
  consents: { consent: string; text_version: string; at: string }[];
  place_kind: string | null;
  place_state: string | null;
  has_address: boolean;
  company: string | null;
  company_names: string | null;
  callback_phone: string | null;
  interpreter: string | null;
  interpreter_other: string | null;
}

export interface VisitRecord {
  id: string;
  patient: {
    id: string;
    name: string;
    date_of_birth: string;
    phone: string | null;
    language: string;
    state: string | null;
  };
  scheduled_at: string;
  reason: string;
  payer: string | null;
  patient_status: string;
  rendering: { id: string; name: string; credential: string | null; npi: string | null } | null;
  state: string;
  outcome: string | null;
  urgent: boolean;
  version: number;
  waiting_since: string | null;
  ended_at: string | null;
  /** `reached`: a colleague said to have had the patient on the phone; nothing of it was measured. */
  phone: "asked_by_patient" | "asked_by_practice" | "reached" | null;
  intake: IntakeDoc | null;
  note: { text: string; author: string; at: string } | null;
  arrival: Arrival;
  patient_note: { text: string; author: string; at: string } | null;
  /** No call is planned: photos that are answered in writing. */
  without_call: boolean;
  commands: Command[];
  /** Until when intake and note are open because of an emergency; null where the role alone decides. */
  emergency_until: string | null;
}

export interface StaffMember {
  id: string;
  name: string;
  role: Role;
  credential: Credential | null;
  active: boolean;
  /** What follows only an administrator is given. */
  email?: string | null;
  npi?: string | null;
  specialty?: string | null;
  licensed_states?: string[] | null;
  second_factor?: boolean | null;
}

/** A place where somebody is signed in. */
export interface SignInPlace {
  id: string;
  since: string;
  seen: string;
  locked: boolean;
  browser: string | null;
  current: boolean;
}

/** Somebody opened a part of a visit's record. */
export interface Opening {
  id: string;
  at: string;
  person: string;
  person_name: string;
  role: Role;
  visit: string;
  patient_name: string;
  scheduled_at: string;
  part: string;
  reason: string | null;
}

export interface PatientFound {
  id: string;
  name: string;
  date_of_birth: string;
}

/** A refusal as the server words it: RFC 9457, with our `code`. */
export interface Problem {
  title: string;
  status: number;
  detail: string;
  code: string;
}
