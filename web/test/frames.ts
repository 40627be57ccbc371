import type { Party, VisitFrame, Welcome } from "../src/protocol/frames.ts";

/** Frames as the server sends them to a patient, with the fields that a test cares about. */
export function aVisit(fields: Partial<VisitFrame> = {}): VisitFrame {
  return {
    type: "visit",
    visit: "visit-1",
    version: 1,
    state: "waiting",
    held: false,
    huddle: false,
    urgent: false,
    outcome: null,
    you: "seat-patient",
    patient_name: "Maria Gonzalez",
    birth_year: null,
    parties: [],
    next_up: null,
    sending: false,
    slots: [],
    commands: [],
    intake_version: 0,
    note: null,
    ringing: null,
    media: null,
    answers_version: 0,
    photos_version: 0,
    showing: null,
    still: null,
    licence: null,
    network: null,
    phone: null,
    line: null,
    lean: false,
    ...fields,
  };
}

export function aWelcome(fields: Partial<Welcome> = {}): Welcome {
  return {
    type: "welcome",
    relays: [],
    protocol: 1,
    person: "person-1",
    role: "patient",
    credential: null,
    name: "Maria Gonzalez",
    visit: "visit-1",
    ...fields,
  };
}

export function aParty(fields: Partial<Party> = {}): Party {
  return {
    seat: "seat-nurse",
    role: "npc",
    credential: "RN",
    name: "Casey Morgan",
    connected: true,
    in_call: true,
    microphone: "on",
    camera: "on",
    microphone_reason: null,
    camera_reason: null,
    arriving: null,
    away: false,
    sends: null,
    receives: null,
    sharper: false,
    asked: null,
    skin_camera: null,
    ...fields,
  };
}
