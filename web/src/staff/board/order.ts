/** The order of today's board. Pure. */

/** What ordering needs to know of a row; `BoardRow` of the protocol has it. */
export interface Orderable {
  visit: string;
  state: string;
  urgent: boolean;
  waiting_since: string | null;
  scheduled_at: string;
}

export type Group = "attention" | "due" | "done";

const LIVE = ["ready", "intake", "with_dermatologist", "wrap_up"];
const DONE = ["ended", "cancelled", "no_show"];

/** Whether the visit is over, one way or the other. */
export function isDone(state: string): boolean {
  return DONE.includes(state);
}

/** Whether patient and clinician may be together now. */
export function isLive(state: string): boolean {
  return LIVE.includes(state);
}

/** Which part of the board a row stands in: somebody is here, somebody is due, or it is over. */
export function groupOf(state: string): Group {
  if (isDone(state)) return "done";
  return state === "scheduled" ? "due" : "attention";
}

/** Smaller stands higher. Urgent before all that is not over; then who waits, who is in a visit, who is due, what is over. */
function rank(row: Orderable): number {
  if (isDone(row.state)) return 40;
  const base = row.state === "waiting" ? 0 : isLive(row.state) ? 10 + LIVE.indexOf(row.state) : 20;
  return row.urgent ? base - 100 : base;
}

/** Within one rank: waiting longest first, others by appointment; the id last, so that equal rows never swap places. */
function compare(a: Orderable, b: Orderable): number {
  const byRank = rank(a) - rank(b);
  if (byRank !== 0) return byRank;
  const key = (r: Orderable): string => (r.state === "waiting" ? (r.waiting_since ?? r.scheduled_at) : r.scheduled_at);
  const byTime = Date.parse(key(a)) - Date.parse(key(b));
  if (byTime !== 0) return byTime;
  return a.visit < b.visit ? -1 : a.visit > b.visit ? 1 : 0;
}

/** A sorted copy of `rows`. */
export function inOrder<R extends Orderable>(rows: Iterable<R>): R[] {
  return [...rows].sort(compare);
}

/** How many wait, are in a visit and are due. */
export function tally(rows: Iterable<Orderable>): { waiting: number; inVisit: number; due: number } {
  const counts = { waiting: 0, inVisit: 0, due: 0 };
  for (const { state } of rows) {
    if (state === "waiting") counts.waiting += 1;
    else if (isLive(state)) counts.inVisit += 1;
    else if (state === "scheduled") counts.due += 1;
  }
  return counts;
}
