/** What a party's tile says where no picture is. Pure. */

import type { Party, VisitFrame } from "../protocol/frames.ts";
import { narrowed } from "../state/ladder.ts";
import type { MediaStatus } from "../state/seat.ts";

/** Whether neither picture nor sound come from somebody who should be seen and heard. */
export function stalls(party: Party): boolean {
  return !party.connected || party.arriving === "nothing";
}

/** Why there is no picture of the party: a message's id. `media` is the patient's own connection. */
export function whyUnseen(party: Party, visit: VisitFrame, media: MediaStatus): string {
  // The server carries a visit or does not: nobody in it is being reconnected, and nobody's network is to blame.
  if (media === "full") return "party-no-room";
  if (stalls(party)) return "party-reconnecting";
  const narrow = narrowed(visit, party);
  if (narrow === "theirs") return "party-slow";
  if (narrow === "waits") return "party-waits";
  if (narrow !== null) return "party-you-slow";
  return party.camera === "on" ? "party-picture-coming" : "party-camera-off";
}
