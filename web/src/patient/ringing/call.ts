/** The practice's call as this page sees it: what is shown of it, and what becomes of it when the patient touches it. Pure. */

import type { VisitFrame } from "../../protocol/frames.ts";

/**
 * `silent`; `ringing`; `answered`: the practice knows, and the patient goes on with the step they are at; `missed`: it rang
 * and nobody touched it.
 */
export type CallState = "silent" | "ringing" | "answered" | "missed";

/** What is shown once the newest frame says whether it rings. `touched`: this page has answered this very ring already. */
export function nextCall(
  before: CallState,
  frame: Pick<VisitFrame, "ringing" | "state"> | null,
  touched: boolean,
): CallState {
  if (frame === null) return before === "ringing" ? "silent" : before;
  if (frame.state !== "scheduled" && frame.state !== "waiting") return "silent";
  if (frame.ringing) return touched ? before : "ringing";
  // Who has come into the waiting room is told there that the practice knows.
  if (frame.state === "waiting") return "silent";
  return before === "ringing" ? "missed" : before;
}
