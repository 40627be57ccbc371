import type { BoardRow } from "../../protocol/frames.ts";
import type { Page } from "../route.ts";
import { isLive } from "./order.ts";

/** Who waits and is not among those that somebody has said to have seen, urgent ones first and then the longest wait: not all are named. Pure. */
export function unseenOf(rows: Iterable<BoardRow>, seen: ReadonlySet<string>): BoardRow[] {
  return [...rows]
    .filter((row) => row.state === "waiting" && !seen.has(row.visit))
    .sort(
      (a, b) => Number(b.urgent) - Number(a.urgent) || ((a.waiting_since ?? "") < (b.waiting_since ?? "") ? -1 : 1),
    );
}

/**
 * Of those who wait unseen, whom to tell of on this page. Whoever is in a visit that goes on is not to be disturbed, and would be
 * heard; once it is over its page is one like others. Whoever looks at a visit has seen that its patient waits. Pure.
 */
export function toTellOf(unseen: readonly BoardRow[], page: Page, rows: ReadonlyMap<string, BoardRow>): BoardRow[] {
  if (page.name !== "visit") return [...unseen];
  if (isLive(rows.get(page.visit)?.state ?? "")) return [];
  return unseen.filter((row) => row.visit !== page.visit);
}
