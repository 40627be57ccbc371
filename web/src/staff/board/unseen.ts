import type { BoardRow } from "../../protocol/frames.ts";

/** Who waits and is not among those that somebody has said to have seen, the longest wait first. Pure. */
export function unseenOf(rows: Iterable<BoardRow>, seen: ReadonlySet<string>): BoardRow[] {
  return [...rows]
    .filter((row) => row.state === "waiting" && !seen.has(row.visit))
    .sort((a, b) => ((a.waiting_since ?? "") < (b.waiting_since ?? "") ? -1 : 1));
}
