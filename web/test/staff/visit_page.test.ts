import { describe, expect, it } from "vitest";
import type { Party, VisitFrame } from "../../src/protocol/frames.ts";
import { destination, otherDestination } from "../../src/staff/board/admit.ts";
import type { IntakeDoc } from "../../src/staff/records.ts";
import { type Draft, type DraftAction, draftReducer, startingFrom } from "../../src/staff/visit/draft.ts";
import { isDue, justAsked, LONGEST_MS, later, secondsLeft } from "../../src/staff/visit/ending.ts";
import { mustRead } from "../../src/staff/visit/joining.ts";
import { news } from "../../src/staff/visit/news.ts";
import { trouble } from "../../src/staff/visit/own_picture.tsx";
import { apart, flows, isShown, notes, why } from "../../src/staff/visit/tile_words.ts";
import { aParty, aVisit } from "../frames.ts";

const party = (seat: string, more: Partial<Party> = {}): Party => aParty({ seat, name: seat, ...more });

const frame = (more: Partial<VisitFrame> = {}): VisitFrame =>
  aVisit({
    visit: "v",
    state: "intake",
    you: "me",
    patient_name: "M. Gray",
    birth_year: 1980,
    parties: [party("me"), party("M. Gray", { role: "patient", credential: null })],
    sending: true,
    ...more,
  });

describe("what is read aloud in a visit", () => {
  it("is nothing when the page opens or nothing of weight changes", () => {
    expect(news(null, frame())).toEqual([]);
    expect(news(frame(), frame({ version: 2, intake_version: 3 }))).toEqual([]);
  });

  it("tells admission, hand-over and hold", () => {
    const looking = [party("me", { in_call: false }), ...frame().parties.slice(1)];
    expect(news(frame({ state: "waiting" }), frame())).toEqual(["M. Gray was admitted."]);
    expect(news(frame({ parties: looking }), frame({ state: "ready", parties: looking }))[0]).toContain("Handed over");
    // Whoever is in the call is told by a line of the page that is a status of its own.
    expect(news(frame(), frame({ state: "ready" }))).toEqual([]);
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

  it("make the dermatologist read first where joining takes the visit over and there is something to read", () => {
    const written = { note: null, intake_version: 2 };
    expect(mustRead("dermatologist", { state: "ready", ...written })).toBe(true);
    expect(mustRead("dermatologist", { state: "ready", note: "A mole.", intake_version: 0 })).toBe(true);
    expect(mustRead("dermatologist", { state: "ready", note: "", intake_version: 0 })).toBe(false);
    expect(mustRead("dermatologist", { state: "with_dermatologist", ...written })).toBe(false);
    expect(mustRead("npc", { state: "ready", ...written })).toBe(false);
  });
});

describe("the tiles", () => {
  const patient = party("M. Gray", { role: "patient", credential: null });
  const nurse = party("RN Ada");
  const looking = frame({ parties: [party("me", { in_call: false }), patient, nurse] });

  it("say to whoever has not joined when the others will be seen", () => {
    expect(apart(looking, patient, "connected")).toBe("You see and hear them when you join");
    expect(apart(looking, nurse, "connected")).toBe("You see and hear them when you join");
    expect(apart(frame(), patient, "connected")).toBe("");
  });

  it("say that the server has no room, not that a picture is coming, in a call that it cannot carry yet", () => {
    expect(apart(frame(), patient, "full")).toBe("No room on the server yet");
    expect(apart(frame({ held: true }), patient, "full")).toBe("On hold");
  });

  it("say where the patient is during a hold and a huddle, of whom only the patient is kept apart", () => {
    expect(apart(frame({ held: true }), patient, "connected")).toBe("On hold");
    expect(apart(frame({ huddle: true }), patient, "connected")).toBe("The patient waits and hears nothing of this");
    expect(apart(frame({ huddle: true }), nurse, "connected")).toBe("");
  });

  it("show a colleague to whoever only huddles", () => {
    const slots = [{ mid: "1", kind: "audio", seat: nurse.seat, track: "microphone" }] as const;
    expect(apart({ ...looking, huddle: true, slots }, nurse, "connected")).toBe("");
  });

  it("leave out who only looks on, and a scribe, who is never seen", () => {
    expect(isShown(frame(), party("x", { in_call: false }))).toBe(false);
    expect(isShown(frame(), party("x", { role: "scribe" }))).toBe(false);
    expect(isShown(frame(), nurse)).toBe(true);
  });
});

describe("the end of a visit", () => {
  it("comes four seconds after it was asked for", () => {
    expect(secondsLeft(justAsked)).toBe(4);
    expect(isDue(later(justAsked, 3_900, false))).toBe(false);
    expect(secondsLeft(later(justAsked, 3_900, false))).toBe(1);
    expect(isDue(later(justAsked, 4_000, false))).toBe(true);
  });

  it("waits while somebody chooses how it ended, though not for ever", () => {
    const choosing = later(later(justAsked, 1_000, false), 10_000, true);
    expect(isDue(choosing)).toBe(false);
    expect(secondsLeft(choosing)).toBe(3);
    expect(isDue(later(choosing, LONGEST_MS, true))).toBe(true);
    expect(LONGEST_MS).toBeLessThanOrEqual(30_000);
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

describe("the own camera and microphone", () => {
  it("are passed over in silence while they work, are switched off, or were never wanted", () => {
    expect(trouble("on", "on")).toBeNull();
    expect(trouble("off", "off")).toBeNull();
    expect(trouble("skipped", "skipped")).toBeNull();
    expect(trouble("asking", "unasked")).toBeNull();
  });

  it("are said to be refused, in use or missing, with what to do", () => {
    expect(trouble("denied", "denied")?.words).toContain("allow both");
    expect(trouble("in_use", "on")?.words).toContain("Another program");
    expect(trouble("missing", "missing")?.words).toContain("only listen");
    expect(trouble("missing", "on")?.words).toContain("you can still talk");
    expect(trouble("on", "lost")?.words).toContain("nobody hears you");
  });

  it("are brought back by a click where that may help, the voice before the picture", () => {
    expect(trouble("denied", "on")?.mend).toBeNull();
    expect(trouble("lost", "on")?.mend).toBe("camera");
    expect(trouble("lost", "lost")?.mend).toBe("microphone");
    expect(trouble("on", "interrupted")).toEqual({ words: expect.stringContaining("phone call"), mend: "microphone" });
    expect(trouble("on", "on", true)?.words).toContain("headset");
    expect(trouble("on", "off", true)).toBeNull();
  });
});

describe("a party's tile", () => {
  const patient = (more: Partial<Party>) => party("Maria", { role: "patient", ...more });

  it("says why there is no picture of the patient", () => {
    expect(why(patient({ connected: false }))).toContain("page is gone");
    expect(why(patient({ arriving: "nothing" }))).toContain("being reconnected");
    // The page does not answer, and picture and sound still come: nobody says "gone" of who is seen and heard.
    const half = patient({ connected: false, arriving: "all" });
    expect([flows(half), notes(half)]).toEqual([true, ["reconnecting"]]);
    expect(why(patient({ connected: false, arriving: "no_picture" }))).toContain("being reconnected");
    const gone = patient({ connected: false, arriving: "nothing" });
    expect([flows(gone), notes(gone)]).toEqual([false, ["page closed"]]);
    expect(why(patient({ arriving: "no_picture" }))).toContain("no picture arrives");
    expect(why(patient({ camera: "none", camera_reason: "interrupted" }))).toContain("phone call");
    expect(why(patient({ camera: "none", camera_reason: "lost" }))).toContain("disconnected");
    expect(why(patient({ camera: "off" }))).toContain("camera off");
  });

  it("notes beside the name what is not as it should be, and nothing else", () => {
    expect(notes(patient({ arriving: "all" }))).toEqual([]);
    expect(notes(patient({ arriving: "nothing" }))).toEqual(["reconnecting"]);
    expect(notes(patient({ microphone_reason: "silent", away: true }))).toEqual([
      "no sound from the microphone",
      "in another tab or app",
    ]);
    expect(notes(patient({ arriving: "no_sound" }))).toEqual(["no sound arrives"]);
    expect(notes(patient({ microphone: "none", microphone_reason: "interrupted" }))[0]).toContain("phone call");
    expect(notes(patient({ connected: false, arriving: "nothing" }))).toEqual(["page closed"]);
  });
});
