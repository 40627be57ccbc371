/** The proposal's JSON, as `GET /api/visits/{id}/proposal` gives it. The names are those of the coding vocabulary. */

import { codingText as text } from "../text/coding.ts";
import type { Consultation, ConsultationVersion } from "./consultation.ts";

export interface Reason {
  field: string;
  rule: string;
  text: string;
  source: string;
  source_date?: string;
  intervals?: [string, string][];
  seconds?: number;
  missing?: string;
  change?: string;
}

export interface MinuteRow {
  participant: string;
  credential: string | null;
  activity: string;
  seconds: number;
  counted_seconds: number;
  counted: boolean;
  why: string;
}

export interface TimelineSpan {
  kind: "audio_video" | "audio_only" | "one_way" | "gap";
  start: string;
  end: string;
}

/** A further line of the claim. */
export interface AddOn {
  code: string;
  units: number;
}

/** What goes on a claim. */
export interface Lines {
  code: string | null;
  modifiers: string[];
  pos: string | null;
  units: number;
  add_on_codes: AddOn[];
}

export interface Decision extends Lines {
  version: number;
  decision: "accepted" | "overridden" | "review";
  proposed: Lines;
  reason?: string | null;
  author: string;
  at: string;
}

/** What a biller did with a version of the decision. */
export interface Claim {
  action: "released" | "sent_back";
  decision_version: number;
  text: string | null;
  author: string;
  at: string;
}

/** One thing the visit waits for: `name` is a flag, or an element of the documentation. */
export interface Wait {
  kind: "flag" | "element" | "missing" | "changed" | "decision" | "answer" | "review";
  name: string | null;
}

export type Status = "hold" | "manual_review" | "ready" | "released" | "closed";

/** An element that the record has to show. `gate`: the claim waits for it. */
export interface Element {
  id: string;
  name: string;
  status: "present" | "missing" | "elsewhere" | "not_needed";
  gate: boolean;
  words: string;
}

/** A stretch in which a party's sound or picture was forwarded to somebody. */
export interface Sent {
  participant: string;
  kind: "audio" | "video";
  start: string;
  end: string;
}

/** Something that only a person can know. The answer goes to the coding note's field of that name. */
export interface Question {
  field: string;
  kind: "choice" | "yes_no" | "place" | "person";
  choices: string[];
  why: string;
  needed: boolean;
}

/** The answers that people gave and that coding cannot witness. */
export interface Answers {
  mdm_level?: string | null;
  audio_only_reason?: string | null;
  provider_video_capable?: boolean | null;
  patient_status?: string | null;
  provider_location?: string | null;
  [field: string]: string | boolean | null | undefined | { kind: string; state: string };
  patient_location?: { kind: string; state: string } | null;
}

/** Photos that were answered without a call, and the practice's own visits around them. */
export interface Written {
  service: "store_and_forward" | "digital_em";
  asked_on: string | null;
  answered_at: string | null;
  business_hours: number | null;
  prior_visit: string | null;
  later_visit: string | null;
}

export interface Proposal extends Lines {
  written?: Written | null;
  disposition: "ready" | "hold" | "manual_review" | "not_billable";
  basis: string | null;
  acceptable_modifier_alternatives: string[][];
  total_minutes: number;
  medical_discussion_minutes: number;
  modality: string;
  date_of_service: string;
  flags: string[];
  reasons: Reason[];
  minutes: MinuteRow[];
  timeline: TimelineSpan[];
  profile_id: string | null;
  profile_version: string | null;
  payer_name: string | null;
  consultation?: Consultation | null;
  /** Every version of that note, oldest first. */
  consultation_versions?: ConsultationVersion[];
  engine_version: string;
  input_hash: string;
  decisions: Decision[];
  claims: Claim[];
  status: Status;
  waits: Wait[];
  documentation: Element[];
  sent: Sent[];
  questions: Question[];
  /** How the log was kept while the visit went on; `memory`: for a while on no disk at all. */
  evidence_kept: "whole" | "spool" | "memory";
  visit_state: string;
  people: { id: string; name: string; role: string; credential: string | null }[];
  answers?: Answers;
  /** The fields of `answers` that a person answered; the others are told by the appointment or the log. */
  answered?: readonly string[];
}

/** "95, 93" as it is written on a claim; "none needed" where the payer wants none. */
export function modifierList(modifiers: readonly string[], none: string): string {
  return modifiers.length > 0 ? modifiers.join(", ") : none;
}

/** Seconds as "12 min 30 s", "45 s", "3 min": minutes that count are witnessed to the second. */
export function secondsInWords(seconds: number): string {
  const whole = Math.floor(seconds);
  const minutes = Math.floor(whole / 60);
  const rest = whole % 60;
  if (minutes === 0) return `${rest} s`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

export type OverrideField = "code" | "modifiers" | "pos" | "units" | "addOns" | "reason";

/** What an override needs, checked before it is sent. Codes and modifiers are shapes only: the person decides. */
export function checkOverride(fields: Record<OverrideField, string>): OverrideField[] {
  const wrong: OverrideField[] = [];
  const code = fields.code.trim().toUpperCase();
  const addOns = splitAddOns(fields.addOns);
  if (!/^([A-Z0-9]{5})?$/.test(code)) wrong.push("code");
  const modifiers = splitModifiers(fields.modifiers);
  const once = new Set(modifiers).size === modifiers.length && (code !== "" || modifiers.length === 0);
  if (!once || !modifiers.every((m) => /^[A-Z0-9]{2}$/.test(m))) wrong.push("modifiers");
  if (!/^(\d{2})?$/.test(fields.pos.trim())) wrong.push("pos");
  if (!/^([1-9]\d?)?$/.test(fields.units.trim())) wrong.push("units");
  if (addOns === null || new Set([code, ...addOns.map((one) => one.code)]).size <= addOns.length) wrong.push("addOns");
  else if (code === "" && addOns.length > 0) wrong.push("addOns");
  if (fields.reason.trim() === "") wrong.push("reason");
  return wrong;
}

/** "99417 x 2, G2211" as lines of a claim; null where a part is no code, or no number of units. */
export function splitAddOns(text: string): AddOn[] | null {
  const lines: AddOn[] = [];
  for (const part of text.toUpperCase().split(/[,;]+/)) {
    if (part.trim() === "") continue;
    const read = /^\s*([A-Z0-9]{5})(?:\s*[X×*]\s*([1-9]\d?))?\s*$/.exec(part);
    if (!read?.[1]) return null;
    lines.push({ code: read[1], units: Number(read[2] ?? 1) });
  }
  return lines;
}

/** The other way round. */
export function addOnList(lines: readonly AddOn[]): string {
  return lines.map((one) => (one.units > 1 ? `${one.code} × ${one.units}` : one.code)).join(", ");
}

/** What goes on a claim, as one phrase. */
export function linesInWords(one: Lines): string {
  if (!one.code) return text.noCode;
  const parts = [
    one.units > 1 ? `${one.code} × ${one.units}` : one.code,
    modifierList(one.modifiers, ""),
    one.pos ? `${text.pos} ${one.pos}` : "",
    one.add_on_codes.length > 0 ? `${text.addOns}: ${addOnList(one.add_on_codes)}` : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

/** Whether two stand for the same claim. */
export function isSame(one: Lines, other: Lines): boolean {
  const written = (lines: Lines) =>
    [lines.code, lines.pos, lines.units, lines.modifiers.join(), addOnList(lines.add_on_codes)].join("|");
  return written(one) === written(other);
}

/** The decision that stands; none where nobody has decided or it only asks for a review. */
export function standing(proposal: Pick<Proposal, "decisions">): Decision | undefined {
  return proposal.decisions.findLast((one) => one.decision !== "review");
}

/**
 * What the code that stands was chosen by, and the same of a proposal that has changed since: an accepted code was chosen as it was
 * proposed then, which a later proposal does not tell.
 */
export function chosenBy(proposal: Lines & Pick<Proposal, "decisions" | "basis">): {
  readonly standing: string | null;
  readonly since: string | null;
} {
  const decided = standing(proposal);
  const basis = proposal.basis ? (text.bases[proposal.basis] ?? proposal.basis) : text.nothing;
  const now = `${linesInWords(proposal)}${proposal.basis ? `, ${text.chosenBy(basis)}` : ""}`;
  if (!decided) return { standing: basis, since: null };
  const changed = !isSame(decided.proposed, proposal);
  const then = decided.decision === "overridden" ? text.byOverride : changed ? null : basis;
  return { standing: then, since: changed ? now : null };
}

/** "95, gq" as ["95", "GQ"]. */
export function splitModifiers(text: string): string[] {
  return text
    .toUpperCase()
    .split(/[\s,]+/)
    .filter((part) => part !== "");
}

/** The biller's question that no decision has answered yet. */
export function openQuestion(proposal: Pick<Proposal, "claims" | "decisions">): Claim | null {
  const newest = proposal.claims.at(-1);
  const version = proposal.decisions.at(-1)?.version ?? 0;
  return newest?.action === "sent_back" && newest.decision_version === version ? newest : null;
}

/** Who a party is, by name; companions by their role. */
export function whose(people: Proposal["people"], id: string, unknown: string): string {
  return people.find((person) => person.id === id)?.name ?? unknown;
}
