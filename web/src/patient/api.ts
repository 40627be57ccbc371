import { call } from "../api/http.ts";
import type { RelayServer, Role, VisitState } from "../protocol/frames.ts";

export interface PracticeContact {
  readonly name: string;
  readonly phone: string;
}

/** What anyone with the link may see before saying who they are. */
export interface LinkSummary {
  readonly practice: PracticeContact;
  /** The name with all but its first letters hidden. */
  readonly name_hint: string;
  /** RFC 3339, UTC. */
  readonly scheduled_at: string;
  readonly state: VisitState;
  readonly language: string;
  /** For a browser that came in by this link before and has checked in: what it knew. */
  readonly entered?: VisitPass | null;
  readonly without_call: boolean;
}

/** What the patient answered around the visit; null where not yet. */
export interface Answers {
  readonly company: "alone" | "with_others" | null;
  readonly company_names: string | null;
  readonly callback_phone: string | null;
  /** A language code, `other`, or `none` for "not needed". */
  readonly interpreter: string | null;
  readonly interpreter_other: string | null;
  readonly address: string | null;
}

/** What happens next, in the clinician's words. */
export interface After {
  readonly text: string;
  readonly author: string;
  readonly credential: string | null;
  readonly at: string;
}

/** The adult who answers for a minor. */
export interface Guardian {
  readonly name: string;
  readonly relation: "parent" | "legal_guardian" | "other";
}

/** What the device check found. */
export interface Checked {
  readonly camera: boolean;
  readonly microphone: boolean;
  readonly network: "good" | "sound_only" | "poor" | "none";
  readonly round_trip_ms: number | null;
  readonly loss_permille: number | null;
  readonly kbps: number | null;
}

/** What the confirmed holder of a link knows of the visit. */
export interface VisitPass {
  readonly visit: string;
  readonly name: string;
  readonly practice: PracticeContact;
  readonly state: VisitState;
  readonly role: Role;
  readonly language: string;
  readonly consented: boolean;
  /** The US state on file, two letters; null where the practice has none. */
  readonly us_state: string | null;
  /** Whether the patient is not of age, so that an adult answers for them. */
  readonly minor: boolean;
  /** The last digits of the number on file. */
  readonly phone_hint: string | null;
  readonly answers: Answers;
  readonly after: After | null;
  /** RFC 3339, UTC. */
  readonly scheduled_at: string;
  /** No call is planned: photos are sent from here, and answered here in writing. */
  readonly without_call: boolean;
  /** The photos were answered in writing. */
  readonly answered: boolean;
  /** A visit came of photos without a call. */
  readonly planned: {
    readonly text: string | null;
    readonly author: string | null;
    readonly credential: string | null;
  } | null;
}

export interface ConsentText {
  readonly version: string;
  readonly text: Readonly<Record<string, string>>;
}

/** Kinds of place that coding tells apart. */
export const PLACE_KINDS = ["home", "workplace", "temporary_lodging", "vehicle", "clinic", "hospital", "snf"] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

const of = (visit: string) => `visit=${encodeURIComponent(visit)}`;

export const lookAtLink = (token: string) => call<LinkSummary>("POST", "/api/visit-link", { token });

export const enterVisit = (token: string, date_of_birth: string) =>
  call<VisitPass>("POST", "/api/visit-link/enter", { token, date_of_birth });

export const readPass = (visit: string) => call<VisitPass>("GET", `/api/visit-pass?${of(visit)}`);

export type ConsentKind = "telehealth" | "audio_only" | "photos";

export const readConsentText = (visit: string, consent: ConsentKind = "telehealth") =>
  call<ConsentText>("GET", `/api/consent-text?${of(visit)}&consent=${consent}`);

export const agree = (visit: string, consent: ConsentKind, text_version: string, guardian: Guardian | null = null) =>
  call<void>("POST", "/api/visit-pass/consent", { visit, consent, text_version, guardian });

/** Only the answers that are sent change. */
export const answer = (visit: string, answers: Partial<Answers>) =>
  call<Answers>("POST", "/api/visit-pass/answers", { visit, ...answers });

export const sayDevices = (visit: string, found: Checked) =>
  call<void>("POST", "/api/visit-pass/devices", { visit, ...found });

export const deviceCheckToken = (visit: string) =>
  call<{ readonly token: string; readonly relays?: readonly RelayServer[] }>(
    "GET",
    `/api/visit-pass/device-check-token?${of(visit)}`,
  );

export const sayLocation = (visit: string, kind: PlaceKind, state: string) =>
  call<void>("POST", "/api/visit-pass/location", { visit, kind, state, tz: deviceZone() });

/** The zone this device is set to: near midnight the date here and at the practice may differ. */
const deviceZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || null;
