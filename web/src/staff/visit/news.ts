/** What changed between two pictures of a visit, as sentences to be read aloud. Pure. */

import type { VisitFrame } from "../../protocol/frames";
import { visitText } from "../text/visit";

const say = visitText.announce;

/** The sentences that tell a listener what `after` brought; none when nothing a person must know has changed. */
export function news(before: VisitFrame | null, after: VisitFrame): string[] {
  if (!before || before.visit !== after.visit) return [];
  return [...moves(before, after), ...switches(before, after), ...people(before, after)];
}

function moves(before: VisitFrame, after: VisitFrame): string[] {
  if (before.state === after.state) return [];
  switch (after.state) {
    case "intake":
      return [before.state === "ready" ? say.recalled : say.admitted(after.patient_name)];
    case "with_dermatologist":
      return before.state === "waiting" ? [say.admitted(after.patient_name)] : [];
    case "ready":
      // Who is in the call reads and hears it from the line above the controls.
      return after.parties.some((party) => party.seat === after.you && party.in_call) ? [] : [say.ready];
    case "wrap_up":
      return [say.wrapUp];
    case "waiting":
      return before.state === "scheduled" ? [] : [say.waiting];
    case "ended":
      return [say.ended];
    default:
      return [];
  }
}

function switches(before: VisitFrame, after: VisitFrame): string[] {
  const said: string[] = [];
  if (before.held !== after.held && after.state !== "ended") said.push(after.held ? say.held : say.resumed);
  if (before.huddle !== after.huddle && after.state !== "ended") said.push(after.huddle ? say.huddle : say.huddleEnded);
  return said;
}

function people(before: VisitFrame, after: VisitFrame): string[] {
  const said: string[] = [];
  for (const party of after.parties) {
    if (party.seat === after.you) continue;
    const was = before.parties.find((p) => p.seat === party.seat);
    if (was?.connected && !party.connected) said.push(say.gone(party.name));
    else if (was && !was.connected && party.connected) said.push(say.back(party.name));
    else if (party.arriving === "nothing" && was?.arriving !== "nothing") said.push(say.reconnecting(party.name));
    else if (was?.arriving === "nothing" && party.arriving !== "nothing") said.push(say.back(party.name));
    if (party.role === "patient" || after.state === "ended") continue;
    if (party.in_call && !was?.in_call) said.push(say.joined(party.name));
    else if (was?.in_call && !party.in_call) said.push(say.leftCall(party.name));
  }
  return said;
}
