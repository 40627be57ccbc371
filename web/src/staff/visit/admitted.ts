/** Whom this page has just let in: for some seconds that can be undone with one click. */

import { signal } from "@preact/signals";

/** For how long, milliseconds: the patient's face is on the screen by then, and the name has been asked for. */
export const UNDO_MS = 15_000;

export const admission = signal<{ visit: string; at: number } | null>(null);

/** This page admitted the patient of that visit now. */
export function justAdmitted(visit: string): void {
  admission.value = { visit, at: Date.now() };
}
