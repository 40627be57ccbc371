import { describe, expect, it } from "vitest";
import { checkNewStaff, checkNewVisit, isNpi, type NewVisitFields } from "../../src/staff/forms/checks";
import { pageAt } from "../../src/staff/route";
import { readVital } from "../../src/staff/visit/vitals";

const full: NewVisitFields = {
  existing: false,
  patient: "",
  name: "Maria Gray",
  dateOfBirth: "1980-05-01",
  state: "ny",
  date: "2026-11-22",
  time: "10:00",
  reason: "Rash",
  status: "new",
  payer: "",
  withoutCall: false,
};

describe("the new visit form", () => {
  const today = "2026-11-22";

  it("takes a full one", () => {
    expect(checkNewVisit(full, today)).toEqual([]);
  });

  it("names every field that is missing, in the order of the page", () => {
    const empty = { ...full, name: " ", dateOfBirth: "", date: "", time: "", reason: "", status: "", payer: null };
    const fields = checkNewVisit(empty, today).map((f) => f.field);
    expect(fields).toEqual(["name", "date_of_birth", "date", "time", "reason", "patient_status", "payer"]);
  });

  it("asks for a choice when the patient is known, and not for a name", () => {
    expect(checkNewVisit({ ...full, existing: true, name: "" }, today).map((f) => f.field)).toEqual(["patient"]);
  });

  it("refuses a birth in the future, a visit in the past and a state that is none", () => {
    const wrong = { ...full, dateOfBirth: "2027-01-01", date: "2026-11-21", state: "XX" };
    expect(checkNewVisit(wrong, today).map((f) => f.field)).toEqual(["date_of_birth", "state", "date"]);
  });
});

describe("the staff form", () => {
  const nurse = { email: "a@example.org", name: "A", role: "npc", credential: "RN", npi: "", states: "" };

  it("asks for the credential of who meets patients, not of the office", () => {
    expect(checkNewStaff({ ...nurse, credential: "" }).map((f) => f.field)).toEqual(["credential"]);
    expect(checkNewStaff({ ...nurse, role: "office", credential: "" })).toEqual([]);
  });

  it("knows an NPI by its check digit", () => {
    expect(isNpi("1234567893")).toBe(true);
    expect(isNpi("1234567890")).toBe(false);
    expect(isNpi("123456789")).toBe(false);
  });

  it("reads a list of states and refuses one that is none", () => {
    expect(checkNewStaff({ ...nurse, states: "NY, nj;PA" })).toEqual([]);
    expect(checkNewStaff({ ...nurse, states: "NY, ZZ" }).map((f) => f.field)).toEqual(["licensed_states"]);
  });
});

describe("a vital", () => {
  it("may be empty, takes a decimal comma, and refuses what no person has", () => {
    expect(readVital("temperature_c", " ")).toEqual({ value: null, wrong: false });
    expect(readVital("temperature_c", "37,5")).toEqual({ value: 37.5, wrong: false });
    expect(readVital("temperature_c", "375")).toEqual({ value: null, wrong: true });
    expect(readVital("pulse_bpm", "fast")).toEqual({ value: null, wrong: true });
  });
});

describe("addresses", () => {
  it("lead to their page, with or without a slash at the end", () => {
    expect(pageAt("/")).toEqual({ name: "board" });
    expect(pageAt("/staff/")).toEqual({ name: "board" });
    expect(pageAt("/staff/visits/new")).toEqual({ name: "new-visit" });
    expect(pageAt("/staff/visits/0a1b-2c/coding")).toEqual({ name: "coding", visit: "0a1b-2c" });
    expect(pageAt("/staff/visits/0a1b-2c")).toEqual({ name: "visit", visit: "0a1b-2c" });
    expect(pageAt("/staff/else")).toEqual({ name: "unknown" });
  });
});
