import { expect, it } from "vitest";
import { whyUnseen } from "../../src/patient/tile_words.ts";
import { aParty, aVisit } from "../frames.ts";

const you = aParty({ seat: "seat-patient", role: "patient", credential: null, name: "Maria Gonzalez" });

it("says why nobody is seen: no room before anything else, a lost connection before a camera", () => {
  const here = aParty();
  const silent = aParty({ arriving: "nothing" });
  const away = aParty({ connected: false });
  const unseen = aParty({ camera: "off" });
  const said = (party: typeof here, media: "connected" | "full" = "connected") =>
    whyUnseen(party, aVisit({ state: "intake", parties: [you, party] }), media);
  expect([here, silent, away, unseen].map((party) => said(party, "full"))).toEqual(Array(4).fill("party-no-room"));
  expect([here, silent, away, unseen].map((party) => said(party))).toEqual([
    "party-picture-coming",
    "party-reconnecting",
    "party-reconnecting",
    "party-camera-off",
  ]);
  const waits = aParty({ camera: "off", sends: "nothing", arriving: null });
  expect([aParty({ sends: "audio_only" }), waits].map((party) => said(party))).toEqual(["party-slow", "party-waits"]);
});
