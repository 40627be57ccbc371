import type { Party, VisitFrame } from "../protocol/frames.ts";

/**
 * Why a camera that is on is not seen here as it is: their way up carries the voice alone (`theirs`), or not even that, whatever their
 * camera does, until its queue has run dry (`waits`); ours down carries the voice alone (`yours`) or no new pictures just now (`held`).
 * Null while none of it is so.
 */
export type Narrow = "theirs" | "waits" | "yours" | "held" | null;

/** Pure. */
export function narrowed(visit: VisitFrame, party: Party): Narrow {
  if (party.sends === "nothing") return "waits";
  if (party.camera !== "on") return null;
  if (party.sends === "audio_only") return "theirs";
  const own = visit.parties.find((one) => one.seat === visit.you);
  if (own?.receives === "audio_only") return "yours";
  return own?.receives === "held" ? "held" : null;
}

/** Whether the party hears the others and does not see them move. */
export function onlyHears(party: Party): boolean {
  return party.receives === "held" || party.receives === "audio_only";
}

/** What of us the server has asked not to be sent, as the way is too narrow: the picture of a camera that is on, or all. */
export function ownPaused(visit: VisitFrame): "picture" | "all" | null {
  const own = visit.parties.find((one) => one.seat === visit.you);
  if (own?.sends === "nothing") return "all";
  return own?.sends === "audio_only" && own.camera === "on" ? "picture" : null;
}
