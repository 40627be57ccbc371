/** The groups of today's board and the order within each. Pure. */

/** What ordering needs to know of a row; `BoardRow` of the protocol has it. */
export interface Orderable {
  visit: string;
  state: string;
  urgent: boolean;
  waiting_since: string | null;
  scheduled_at: string;
  here?: boolean;
  wanted_since?: string | null;
}

/**
 * The parts of the board, as they stand below each other: who waits for us; who is in a visit; whose page is open but who
 * has not checked in; visits that have no time yet; visits of earlier days that nobody closed; who is due; what is over.
 */
export const GROUPS = ["waiting", "visit", "here", "unscheduled", "earlier", "due", "done"] as const;
export type Group = (typeof GROUPS)[number];

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

/** Which part of the board a row stands in. `dayBegan` is the practice's midnight, ms. */
export function groupOf(row: Orderable, dayBegan = Number.NEGATIVE_INFINITY): Group {
  if (isDone(row.state)) return "done";
  if (row.state === "waiting") return "waiting";
  if (isLive(row.state)) return "visit";
  if (row.wanted_since) return "unscheduled";
  if (row.here) return "here";
  return Date.parse(row.scheduled_at) < dayBegan ? "earlier" : "due";
}

/** Within a group: urgent on top, in a visit those ready for the dermatologist, then who waits longest or is due first. */
function compare(a: Orderable, b: Orderable): number {
  if (a.urgent !== b.urgent && !isDone(a.state)) return a.urgent ? -1 : 1;
  const byState = LIVE.indexOf(a.state) - LIVE.indexOf(b.state);
  if (byState !== 0) return byState;
  const key = (r: Orderable): string => (r.state === "waiting" ? r.waiting_since : r.wanted_since) ?? r.scheduled_at;
  const byTime = Date.parse(key(a)) - Date.parse(key(b));
  if (byTime !== 0) return byTime;
  // The id last, so that equal rows never swap places.
  return a.visit < b.visit ? -1 : a.visit > b.visit ? 1 : 0;
}

/** The rows of each group that has any, in order. */
export function inGroups<R extends Orderable>(rows: Iterable<R>, dayBegan?: number): { group: Group; rows: R[] }[] {
  const found = new Map<Group, R[]>(GROUPS.map((group) => [group, []]));
  for (const row of rows) found.get(groupOf(row, dayBegan))?.push(row);
  return [...found].filter(([, some]) => some.length > 0).map(([group, some]) => ({ group, rows: some.sort(compare) }));
}

/** How many wait, are in a visit and are due. */
export function tally(rows: Iterable<Orderable>): { waiting: number; inVisit: number; due: number } {
  const counts = { waiting: 0, inVisit: 0, due: 0 };
  for (const { state, wanted_since } of rows) {
    if (wanted_since) continue;
    if (state === "waiting") counts.waiting += 1;
    else if (isLive(state)) counts.inVisit += 1;
    else if (state === "scheduled") counts.due += 1;
  }
  return counts;
}

/** How long after the day's last appointment the board asks about what is still open, ms. */
const WRAP_UP_MS = 60 * 60_000;

/** What is still open at the end of the day: once nothing more is due, each visit that nobody has closed. Empty before. */
export function leftOpen<R extends Orderable>(rows: Iterable<R>, now: number): R[] {
  const all = [...rows].filter((row) => !row.wanted_since);
  const last = Math.max(...all.map((row) => Date.parse(row.scheduled_at)));
  return last + WRAP_UP_MS < now ? all.filter((row) => !isDone(row.state)) : [];
}
