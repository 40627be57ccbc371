/** What a party's tile says where no picture is. Pure. */

import type { Party, VisitFrame } from "../../protocol/frames.ts";
import { type Narrow, onlyHears } from "../../state/ladder.ts";
import type { MediaStatus } from "../../state/seat.ts";
import { visitText as text } from "../text/visit.ts";

/** Whether the party has a tile. A scribe listens and types: there is nothing to see, and the list of who is here names them. */
export function isShown(visit: VisitFrame, party: Party): boolean {
  if (party.role === "scribe") return false;
  return party.in_call || visit.slots.some((slot) => slot.seat === party.seat);
}

/** Why this viewer and this party do not see each other just now, though both are here; empty when they do. `media` is the viewer's own. */
export function apart(visit: VisitFrame, party: Party, media: MediaStatus): string {
  if (!party.connected) return "";
  if (party.role === "patient" && visit.held) return text.patientHeld;
  if (party.role === "patient" && visit.huddle) return text.patientApart;
  const you = visit.parties.find((one) => one.seat === visit.you);
  const reached = you?.in_call || visit.slots.some((slot) => slot.seat === party.seat);
  if (!reached) return text.notJoined;
  // The server carries a visit or does not: no picture is on its way, and nobody's network is to blame.
  return media === "full" ? text.noRoomYet : "";
}

/** Whether neither picture nor sound come from somebody in the call who is connected. */
export function stalls(party: Party): boolean {
  return party.connected && party.arriving === "nothing";
}

/** Whether the party's page does not answer, and picture or sound still come: a connection fails in parts. */
export function stillComes(party: Party): boolean {
  return !party.connected && party.arriving !== null && party.arriving !== "nothing";
}

/** Whether a picture of the party is a moving one. */
export function flows(party: Party): boolean {
  return (party.connected || stillComes(party)) && party.arriving !== "nothing" && party.arriving !== "no_picture";
}

/** Why there is no picture of a party that is not kept apart. At length for the patient, who is large; in two words for the others. */
export function why(party: Party, narrow: Narrow = null): string {
  if (party.role !== "patient") {
    if (!party.connected) return "";
    if (stalls(party)) return text.whoReconnecting;
    if (narrow !== null) return narrow === "waits" ? text.whoWaits : text.soundOnly;
    if (party.camera === "on") return "";
    return party.microphone === "none" ? text.nothingSent : text.soundOnly;
  }
  if (!party.connected && !stillComes(party)) return text.goneOf(party.name);
  if (stalls(party) || !party.connected) return text.reconnecting(party.name);
  if (narrow !== null) return text.narrow[narrow](party.name);
  if (party.camera !== "on") return withoutPicture(party);
  return party.arriving === "no_picture" ? text.noPictureArrives(party.name) : text.pictureComing(party.name);
}

/** A patient whose camera gives no picture: what there is instead, and why, as their page said it. */
function withoutPicture(party: Party): string {
  const { name, camera, microphone, camera_reason: reason } = party;
  if (microphone === "none") return text.neither(name);
  const known = camera === "none" && reason !== null ? text.cameraReasons[reason] : undefined;
  if (!known && microphone === "off") return text.offAndMuted(name);
  const words = known ? known(name) : text.cameraOffOf(name);
  return microphone === "off" ? `${words} ${text.alsoMuted}` : words;
}

/** What else is to be known of a party, in a few words each: beside the name on its tile. */
export function notes(party: Party, narrow: Narrow = null): string[] {
  if (!party.connected) return [stillComes(party) ? text.whoReconnecting : text.whoGone];
  const said: string[] = [];
  if (stalls(party)) said.push(text.whoReconnecting);
  if (party.microphone === "off") said.push(text.whoMuted);
  else if (party.microphone === "none") said.push(text.microphoneWhy[party.microphone_reason ?? ""] ?? text.whoMuted);
  else if (party.microphone_reason === "silent") said.push(text.whoSilent);
  else if (party.arriving === "no_sound") said.push(text.whoNoSound);
  if (narrow === "held") said.push(text.whoHeld);
  if (narrow === "waits") said.push(text.whoWaits);
  if (onlyHears(party)) said.push(text.whoOnlyHears);
  if (party.away) said.push(text.whoAway);
  return said;
}
