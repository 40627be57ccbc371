/** The intake while it is being written: what is on screen, what the server has, and how the two meet. Pure. */

import type { IntakeDoc, IntakeFields } from "../records.ts";

/** The four texts and the vitals as typed (not yet numbers). */
export interface Typed {
  readonly reason: string;
  readonly history: string;
  readonly medications: string;
  readonly allergies: string;
  readonly vitals: Readonly<Record<string, string>>;
}

export interface Draft {
  readonly typed: Typed;
  /** The version that `typed` was written on top of; 0 where there was none. */
  readonly base: number;
  /** `saved`: the server has this. `dirty`: it will be sent. `sending`. `failed`: will be tried again. `conflict`: a person chooses. */
  readonly status: "saved" | "dirty" | "sending" | "failed" | "conflict";
  /** Typed on while the last save was under way: it has to be sent again. */
  readonly again: boolean;
  readonly theirs: IntakeDoc | null;
  readonly savedAt: string | null;
}

export type DraftAction =
  | { readonly type: "typed"; readonly change: Partial<Typed> }
  | { readonly type: "sending" }
  | { readonly type: "stored"; readonly doc: IntakeDoc }
  | { readonly type: "failed" }
  | { readonly type: "conflict"; readonly theirs: IntakeDoc }
  /** The server has a newer version that somebody else wrote. */
  | { readonly type: "news"; readonly doc: IntakeDoc }
  | { readonly type: "keep"; readonly whose: "mine" | "theirs" };

const TEXTS = ["reason", "history", "medications", "allergies"] as const;

/** What the form starts from. Before anything is written, the reason is the one the appointment was made for. */
export function startingFrom(doc: IntakeDoc | null, bookedReason: string): Draft {
  const empty = { reason: bookedReason, history: "", medications: "", allergies: "", vitals: {} };
  return {
    typed: doc ? asTyped(doc) : empty,
    base: doc?.version ?? 0,
    status: "saved",
    again: false,
    theirs: null,
    savedAt: doc?.at ?? null,
  };
}

function asTyped(doc: IntakeFields): Typed {
  const vitals: Record<string, string> = {};
  for (const [name, value] of Object.entries(doc.vitals)) if (value !== null) vitals[name] = String(value);
  return {
    reason: doc.reason,
    history: doc.history,
    medications: doc.medications,
    allergies: doc.allergies,
    vitals,
  };
}

export function draftReducer(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case "typed": {
      const typed = { ...draft.typed, ...action.change };
      if (draft.status === "conflict") return { ...draft, typed };
      if (draft.status === "sending") return { ...draft, typed, again: true };
      return { ...draft, typed, status: "dirty" };
    }
    case "sending":
      return { ...draft, status: "sending", again: false };
    case "stored": {
      const { version: base, at: savedAt } = action.doc;
      return { ...draft, base, savedAt, status: draft.again ? "dirty" : "saved", again: false, theirs: null };
    }
    case "failed":
      return { ...draft, status: "failed", again: false };
    case "conflict":
      return { ...draft, status: "conflict", theirs: action.theirs, again: false };
    case "news":
      return hear(draft, action.doc);
    case "keep":
      return choose(draft, action.whose);
  }
}

/** What another person saved. It replaces what is on screen only where nothing on screen would be lost. */
function hear(draft: Draft, doc: IntakeDoc): Draft {
  if (doc.version <= draft.base || draft.status === "sending") return draft;
  if (draft.status === "saved") return { ...startingFrom(doc, ""), savedAt: doc.at };
  return { ...draft, status: "conflict", theirs: doc };
}

function choose(draft: Draft, whose: "mine" | "theirs"): Draft {
  if (!draft.theirs) return draft;
  if (whose === "theirs") return startingFrom(draft.theirs, "");
  return { ...draft, base: draft.theirs.version, status: "dirty", theirs: null };
}

/** Which of the four texts the other version has otherwise. */
export function differing(mine: Typed, theirs: IntakeFields): (typeof TEXTS)[number][] {
  return TEXTS.filter((field) => mine[field] !== theirs[field]);
}
