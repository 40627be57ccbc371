import { describe, expect, it } from "vitest";
import type { VisitPass } from "../../src/patient/api.ts";
import {
  connectionTrouble,
  initialPatient,
  type PatientAction,
  patientReducer,
  screenOf,
} from "../../src/patient/tree.ts";
import type { VisitState } from "../../src/protocol/frames.ts";
import { aVisit, aWelcome } from "../frames.ts";

const pass: VisitPass = {
  visit: "visit-1",
  name: "Maria Gonzalez",
  practice: { name: "Lakeview Dermatology", phone: "555-0100" },
  state: "scheduled",
  role: "patient",
  language: "en",
  us_state: "IL",
  consented: false,
  minor: false,
  phone_hint: null,
  answers: {
    company: null,
    company_names: null,
    callback_phone: null,
    interpreter: null,
    interpreter_other: null,
    address: null,
  },
  after: null,
  scheduled_at: "2026-11-22T15:00:00Z",
  without_call: false,
  answered: false,
  planned: null,
};

const told = (...actions: PatientAction[]) => actions.reduce(patientReducer, initialPatient);
const joined: PatientAction[] = [
  { type: "entered", pass },
  { type: "step", step: "visit" },
  { type: "link", status: "open", reason: null },
  aWelcome(),
];

describe("the patient's screen", () => {
  it("is the waiting room from the moment of joining, before the server has said so", () => {
    expect(screenOf(told({ type: "entered", pass }, { type: "step", step: "visit" })).name).toBe("waiting");
  });

  it.each<[VisitState, string]>([
    ["scheduled", "waiting"],
    ["waiting", "waiting"],
    ["intake", "visit"],
    ["ready", "visit"],
    ["with_dermatologist", "visit"],
    ["wrap_up", "visit"],
    ["ended", "over"],
    ["cancelled", "over"],
    ["no_show", "over"],
  ])("follows the visit: %s is %s", (state, screen) => {
    expect(screenOf(told(...joined, aVisit({ state }))).name).toBe(screen);
  });

  it("goes back to the waiting room when the visit does", () => {
    const state = told(...joined, aVisit({ state: "intake" }), aVisit({ state: "waiting", version: 2 }));
    expect(screenOf(state).name).toBe("waiting");
  });

  it("keeps showing the visit while the connection is lost", () => {
    const state = told(...joined, aVisit({ state: "intake" }), { type: "link", status: "lost", reason: null });
    expect(screenOf(state).name).toBe("visit");
  });

  it.each([
    ["replaced", "replaced"],
    ["revoked", "gone"],
    ["refused", "refused"],
    ["misbehaved", "refused"],
  ] as const)("says what to do when the link was closed because %s", (reason, obstacle) => {
    const state = told(...joined, { type: "link", status: "closed", reason });
    expect(screenOf(state)).toEqual({ name: "obstacle", obstacle });
  });

  it("asks before it takes the visit from another window, and goes on once it has it", () => {
    const asked = [...joined, { type: "place", place: "elsewhere" }] as const;
    expect(screenOf(told(...asked))).toEqual({ name: "obstacle", obstacle: "elsewhere" });
    expect(screenOf(told(...asked, { type: "place", place: "here" })).name).toBe("waiting");
    expect(screenOf(told(...asked, aVisit({ state: "ended" }))).name).toBe("over");
  });

  it("says that the visit is over, even when the link was closed after it", () => {
    const state = told(...joined, aVisit({ state: "ended" }), { type: "link", status: "closed", reason: "revoked" });
    expect(screenOf(state)).toEqual({ name: "over", how: "ended" });
  });

  it("does not open a visit that was over before the link was opened", () => {
    const link = { practice: pass.practice, name_hint: "M•••", scheduled_at: "", language: "en", without_call: false };
    expect(screenOf(told({ type: "link.looked", link: { ...link, state: "cancelled" } })).name).toBe("over");
  });

  it("shows photos without a call on a page of their own, and their answer after it", () => {
    const written = { ...pass, without_call: true };
    expect(screenOf(told({ type: "entered", pass: written })).name).toBe("written");
    expect(screenOf(told({ type: "entered", pass: { ...written, state: "ended", answered: true } })).name).toBe(
      "written",
    );
    expect(screenOf(told({ type: "entered", pass: { ...written, state: "cancelled" } })).name).toBe("over");
    expect(screenOf(told({ type: "entered", pass: written }, { type: "entered", pass })).name).not.toBe("written");
    const link = { practice: pass.practice, name_hint: "M•••", scheduled_at: "", language: "en", without_call: true };
    expect(screenOf(told({ type: "link.looked", link: { ...link, state: "ended" } })).name).toBe("birth");
  });

  it("forgets what was wrong when the next try starts", () => {
    const state = told({ type: "wrong", error: { field: "birth", message: "birth-wrong" } }, { type: "busy" });
    expect([state.error, state.busy]).toEqual([null, true]);
  });
});

describe("trouble with the connection", () => {
  it.each<[PatientAction[], string | null]>([
    [[], null],
    [[{ type: "online", online: false }], "net-offline"],
    [[{ type: "link", status: "lost", reason: null }], "net-lost"],
    [
      [
        { type: "bye", reason: "stopping" },
        { type: "link", status: "lost", reason: null },
      ],
      "net-restarting",
    ],
    [[{ type: "media", status: "broken" }], "net-media"],
    [[{ type: "media", status: "full" }], "net-full"],
    [
      [
        { type: "media", status: "broken" },
        { type: "media", status: "connected" },
      ],
      null,
    ],
  ])("after %j is %s", (actions, message) => {
    expect(connectionTrouble(told(...joined, ...actions))).toBe(message);
  });
});
