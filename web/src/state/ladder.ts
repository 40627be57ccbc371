import type { Party, VisitFrame } from "../protocol/frames.ts";

/**
 * Why a camera that is on is not seen here as it is: their way up carries the voice alone (`theirs`), ours down does
 * (`yours`), or ours carries no new pictures just now (`held`). Null while none of it is so.
 */
export type Narrow = "theirs" | "yours" | "held" | null;

/** Pure. */
export function narrowed(visit: VisitFrame, party: Party): Narrow {
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

/** Whether our own camera is on and the server has asked for no picture of it: the way is too narrow. */
export function ownPaused(visit: VisitFrame): boolean {
  const own = visit.parties.find((one) => one.seat === visit.you);
  return own?.sends === "audio_only" && own.camera === "on";
}
