import { expect, it } from "vitest";
import { newsOf } from "../../src/patient/news.ts";
import { aParty, aVisit } from "../frames.ts";

const nurse = aParty();
const dermatologist = aParty({ seat: "seat-md", role: "dermatologist", credential: "MD", name: "Alex Lindqvist" });
const patient = aParty({ seat: "seat-patient", role: "patient", credential: null, name: "Maria Gonzalez" });
const ids = (news: ReturnType<typeof newsOf>) => news.map((one) => [one.id, one.party?.name ?? one.name ?? null]);

it("announces the admission, and who is there", () => {
  const now = aVisit({ state: "intake", parties: [patient, nurse] });
  expect(ids(newsOf(null, now, true))).toEqual([
    ["visit-admitted", null],
    ["visit-joined", "Casey Morgan"],
  ]);
  expect(ids(newsOf(null, now, false))[0]).toEqual(["visit-admitted-voice", null]);
});

it("announces a hand-over: who comes, who came, who left", () => {
  const intake = aVisit({ state: "intake", parties: [patient, nurse] });
  const ready = aVisit({ state: "ready", parties: [patient, nurse], next_up: "Dr. Lindqvist, MD" });
  const both = aVisit({ state: "with_dermatologist", parties: [patient, nurse, dermatologist] });
  const alone = aVisit({ state: "with_dermatologist", parties: [patient, dermatologist] });
  expect(ids(newsOf(intake, ready, true))).toEqual([["visit-handed-over", "Dr. Lindqvist, MD"]]);
  expect(ids(newsOf(ready, both, true))).toEqual([["visit-joined", "Alex Lindqvist"]]);
  expect(ids(newsOf(both, alone, true))).toEqual([["visit-left", "Casey Morgan"]]);
});

it("announces a hold and its end, and says nothing when nothing changed for the patient", () => {
  const calm = aVisit({ state: "intake", parties: [patient, nurse] });
  const held = { ...calm, held: true };
  expect(ids(newsOf(calm, held, true))).toEqual([["visit-held", null]]);
  expect(ids(newsOf(held, calm, true))).toEqual([["visit-resumed", null]]);
  expect(newsOf(calm, { ...calm, version: 2, intake_version: 3 }, true)).toEqual([]);
});
