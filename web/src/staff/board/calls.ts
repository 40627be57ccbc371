/** The office's calls to a patient, in words. Pure. */

import type { BoardRow } from "../../protocol/frames.ts";
import { boardText } from "../text/board.ts";

const text = boardText.calls;

type Called = Pick<BoardRow, "calls" | "called_at" | "called_way" | "called_outcome" | "ringing">;

/** "Called at 10:02, no answer", with how often it was tried; null while it was not, or while it rings. */
export function lastCall(row: Called, time: (instant: string) => string): string | null {
  if (row.ringing || !row.called_at || !row.called_way) return null;
  const at = time(row.called_at);
  const said = row.called_way === "page" ? text.rang(at, row.called_outcome) : text[row.called_way](at);
  return row.calls > 1 ? `${said} · ${text.tries(row.calls)}` : said;
}

/** What became of a ring between two looks at the row of whoever rang; null where nothing did. */
export function ringEnded(before: Called, now: Called): BoardRow["called_outcome"] {
  return before.ringing && !now.ringing ? now.called_outcome : null;
}
