import type { Party, VisitFrame } from "../protocol/frames.ts";

/** Something to say aloud: a message's id, and who it is about. */
export interface News {
  readonly id: string;
  readonly party?: Party;
  readonly name?: string;
}

/** What changed for the patient between two frames of a visit that goes on, in the order in which to say it. */
export function newsOf(before: VisitFrame | null, now: VisitFrame, seen: boolean): News[] {
  const there = present(now);
  if (before === null) {
    return [
      { id: seen ? "visit-admitted" : "visit-admitted-voice" },
      ...there.map((party) => ({ id: "visit-joined", party })),
    ];
  }
  const news: News[] = [];
  const then = present(before);
  if (now.held !== before.held) news.push({ id: now.held ? "visit-held" : "visit-resumed" });
  if (now.next_up !== null && now.next_up !== before.next_up) news.push({ id: "visit-handed-over", name: now.next_up });
  // Somebody was announced and comes later, or not at all: who is there goes on.
  const called = before.next_up !== null && now.next_up === null && now.state === "intake" && before.state === "ready";
  for (const party of called ? there.filter((one) => one.role === "npc") : []) news.push({ id: "visit-stays", party });
  for (const party of there) {
    if (!then.some((other) => other.seat === party.seat)) news.push({ id: "visit-joined", party });
  }
  for (const party of then) {
    if (!there.some((other) => other.seat === party.seat)) news.push({ id: "visit-left", party });
  }
  return news;
}

function present(visit: VisitFrame): Party[] {
  return visit.parties.filter((party) => party.in_call && party.seat !== visit.you && party.role !== "patient");
}
