import { call } from "../api/http.ts";
import type { Role, VisitState } from "../protocol/frames.ts";

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

export const readConsentText = (visit: string) => call<ConsentText>("GET", `/api/consent-text?${of(visit)}`);

export const agree = (visit: string, text_version: string) =>
  call<void>("POST", "/api/visit-pass/consent", { visit, consent: "telehealth", text_version });

export const sayLocation = (visit: string, kind: PlaceKind, state: string) =>
  call<void>("POST", "/api/visit-pass/location", { visit, kind, state });
