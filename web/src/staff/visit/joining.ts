/** How somebody who is not in the call comes in. Pure; the server refuses what does not fit. */

import type { Role, VisitFrame } from "../../protocol/frames.ts";

/** States in which the dermatologist's joining is the visit's move to them, which asks for the intake to be read first. */
const READ_FIRST = ["intake", "ready", "wrap_up"];

/** Whether "I have read this" has to be ticked before joining. */
export function mustRead(role: Role, visit: Pick<VisitFrame, "state">): boolean {
  return role === "dermatologist" && READ_FIRST.includes(visit.state);
}

/** Whether the plain button of the bar is the way in. */
export function mayJoinFromBar(role: Role, visit: Pick<VisitFrame, "state" | "commands">): boolean {
  return visit.commands.includes("join") && !mustRead(role, visit);
}
