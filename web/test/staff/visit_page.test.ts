import { describe, expect, it } from "vitest";
import type { Party, VisitFrame } from "../../src/protocol/frames.ts";
import { destination, otherDestination } from "../../src/staff/board/admit.ts";
import type { IntakeDoc } from "../../src/staff/records.ts";
import { type Draft, type DraftAction, draftReducer, startingFrom } from "../../src/staff/visit/draft.ts";
import { mayJoinFromBar, mustRead } from "../../src/staff/visit/joining.ts";
import { news } from "../../src/staff/visit/news.ts";

const party = (seat: string, more: Partial<Party> = {}): Party => ({
  seat,
  role: "npc",
  credential: "RN",
  name: seat,
  connected: true,
  in_call: true,
  microphone: "on",
  camera: "on",
  ...more,
});

const frame = (more: Partial<VisitFrame> = {}): VisitFrame => ({
  type: "visit",
  visit: "v",
  version: 1,
  state: "intake",
  held: false,
  huddle: false,
  urgent: false,
  outcome: null,
  you: "me",
  patient_name: "M. Gray",
  birth_year: 1980,
  parties: [party("me"), party("M. Gray", { role: "patient", credential: null })],
  next_up: null,
  sending: true,
  slots: [],
  commands: [],
  intake_version: 0,
  note: null,
  media: null,
  ...more,
});

describe("what is read aloud in a visit", () => {
  it("is nothing when the page opens or nothing of weight changes", () => {
    expect(news(null, frame())).toEqual([]);
    expect(news(frame(), frame({ version: 2, intake_version: 3 }))).toEqual([]);
  });

  it("tells admission, hand-over and hold", () => {
    expect(news(frame({ state: "waiting" }), frame())).toEqual(["M. Gray was admitted."]);
    expect(news(frame(), frame({ state: "ready" }))[0]).toContain("Handed over");
    expect(news(frame(), frame({ held: true }))).toEqual(["The patient is on hold."]);
  });

  it("tells who comes, who goes, and that the patient's page is gone, but not one's own doings", () => {
    const lee = party("Dr. Lee");
    const both = frame({ parties: [...frame().parties, lee] });
    expect(news(frame(), both)).toEqual(["Dr. Lee joined the call."]);
    expect(news(both, frame({ parties: [...frame().parties, { ...lee, in_call: false }] }))).toEqual([
      "Dr. Lee left the call.",
    ]);
    const gone = frame({ parties: [party("me"), party("M. Gray", { role: "patient", connected: false })] });
    expect(news(frame(), gone)).toEqual(["M. Gray’s page is gone."]);
    expect(news(frame(), frame({ parties: [party("me", { in_call: false }), ...frame().parties.slice(1)] }))).toEqual(
      [],
    );
  });
});

describe("the ways in", () => {
  it("lead a dermatologist straight to the patient and a nurse into the intake", () => {
    const all = ["admit_to_intake", "admit_to_dermatologist"] as const;
    expect(destination("dermatologist", all)).toBe("dermatologist");
    expect(destination("office", all)).toBe("intake");
    expect(otherDestination("office", all)).toBe("dermatologist");
    expect(otherDestination("npc", ["admit_to_intake"])).toBeNull();
    expect(destination("scribe", [])).toBeNull();
  });

  it("make the dermatologist read first where joining takes the visit over", () => {
    expect(mustRead("dermatologist", { state: "ready" })).toBe(true);
    expect(mustRead("dermatologist", { state: "with_dermatologist" })).toBe(false);
    expect(mayJoinFromBar("npc", { state: "ready", commands: ["join"] })).toBe(true);
    expect(mayJoinFromBar("dermatologist", { state: "ready", commands: ["join"] })).toBe(false);
  });
});

describe("the intake while it is written", () => {
  const doc = (version: number, history: string): IntakeDoc => ({
    reason: "Rash",
    history,
    medications: "",
    allergies: "",
    vitals: { pulse_bpm: 72, weight_kg: null },
    version,
    author: "someone",
    at: "2026-11-22T10:00:00Z",
  });
  const played = (from: Draft, ...actions: DraftAction[]): Draft => actions.reduce(draftReducer, from);
  const typed = (history: string): DraftAction => ({ type: "typed", change: { history } });
  const fresh = startingFrom(null, "Rash");

  it("starts from the booked reason, later from what was saved", () => {
    expect(fresh.typed.reason).toBe("Rash");
    expect(startingFrom(doc(3, "Itch"), "Rash")).toMatchObject({ base: 3, status: "saved" });
    expect(startingFrom(doc(3, "Itch"), "Rash").typed.vitals).toEqual({ pulse_bpm: "72" });
  });

  it("is sent again when typing went on during the save", () => {
    const now = played(fresh, typed("It"), { type: "sending" }, typed("Itch"), { type: "stored", doc: doc(1, "It") });
    expect(now).toMatchObject({ status: "dirty", base: 1 });
    expect(now.typed.history).toBe("Itch");
  });

  it("takes over what another person saved only where nothing on screen is lost", () => {
    expect(played(fresh, { type: "news", doc: doc(1, "Theirs") }).typed.history).toBe("Theirs");
    const mine = played(fresh, typed("Mine"), { type: "news", doc: doc(1, "Theirs") });
    expect(mine).toMatchObject({ status: "conflict" });
    expect(mine.typed.history).toBe("Mine");
  });

  it("lets a person choose in a conflict, and saves on top of the newest version", () => {
    const torn = played(fresh, typed("Mine"), { type: "sending" }, { type: "conflict", theirs: doc(4, "Theirs") });
    expect(played(torn, { type: "keep", whose: "mine" })).toMatchObject({ status: "dirty", base: 4 });
    const theirs = played(torn, { type: "keep", whose: "theirs" });
    expect(theirs).toMatchObject({ status: "saved", base: 4 });
    expect(theirs.typed.history).toBe("Theirs");
  });

  it("keeps what was typed when a save fails", () => {
    const now = played(fresh, typed("Mine"), { type: "sending" }, { type: "failed" });
    expect(now.status).toBe("failed");
    expect(now.typed.history).toBe("Mine");
  });
});
