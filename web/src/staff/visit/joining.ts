/** How somebody who is not in the call comes in. Pure; the server refuses what does not fit. */

import type { Role, VisitFrame } from "../../protocol/frames.ts";

/** States in which the dermatologist's joining is the visit's move to them. */
const TAKES_OVER = ["intake", "ready", "wrap_up"];

/** Whether joining hands the visit to this person, who answers for having read what there is. */
export function takesOver(role: Role, visit: Pick<VisitFrame, "state">): boolean {
  return role === "dermatologist" && TAKES_OVER.includes(visit.state);
}

/** Whether "I have read this" has to be ticked before joining: there is an intake or a note to read. */
export function mustRead(role: Role, visit: Pick<VisitFrame, "state" | "note" | "intake_version">): boolean {
  return takesOver(role, visit) && (visit.intake_version > 0 || Boolean(visit.note));
}
