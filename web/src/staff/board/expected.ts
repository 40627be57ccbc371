/** Whom this page has rung and waits for: when they come, whoever rang is asked at once whether to admit them. */

import { signal } from "@preact/signals";
import type { BoardRow } from "../../protocol/frames.ts";
import { ringEnded } from "./calls.ts";

const rung = new Set<string>();
const coming = new Set<string>();

/** A ring of this page has ended, and how; the board tells it and forgets it. */
export const answered = signal<{ row: BoardRow; outcome: NonNullable<BoardRow["called_outcome"]> } | null>(null);

/** Somebody whom this page rang is in the waiting room now. */
export const arrived = signal<BoardRow | null>(null);

/** This page rings that visit. */
export function rangHere(visit: string): void {
  rung.add(visit);
}

/** Compares a row with what was known of it before; called for each row that changed. */
export function noticeRow(before: BoardRow | undefined, row: BoardRow): void {
  const outcome = before && rung.has(row.visit) ? ringEnded(before, row) : null;
  if (outcome) {
    rung.delete(row.visit);
    if (outcome === "answered") coming.add(row.visit);
    answered.value = { row, outcome };
  }
  if (coming.has(row.visit) && row.state !== "scheduled") {
    coming.delete(row.visit);
    if (row.state === "waiting") arrived.value = row;
  }
}
