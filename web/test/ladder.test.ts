import { describe, expect, it } from "vitest";
import { narrowed, ownPaused } from "../src/state/ladder.ts";
import { aParty, aVisit } from "./frames.ts";

const you = aParty({ seat: "me" });
const visit = (own: Parameters<typeof aParty>[0] = {}) =>
  aVisit({ you: "me", parties: [aParty({ ...own, seat: "me" }), aParty({ seat: "them" })] });

describe("a way that is too narrow", () => {
  it("is theirs or ours, and a voice that waits goes before a camera", () => {
    const them = (more: Parameters<typeof aParty>[0]) => narrowed(visit(), aParty({ seat: "them", ...more }));
    expect(them({ sends: "audio_only" })).toBe("theirs");
    expect(them({ sends: "audio_only", camera: "off" })).toBeNull();
    expect(them({ sends: "nothing", camera: "off" })).toBe("waits");
    expect(narrowed(visit({ receives: "held" }), aParty({ seat: "them" }))).toBe("held");
    expect(narrowed(visit({ receives: "audio_only" }), aParty({ seat: "them" }))).toBe("yours");
    expect(narrowed(visit(), you)).toBeNull();
  });

  it("says what of us is not sent", () => {
    expect(ownPaused(visit())).toBeNull();
    expect(ownPaused(visit({ sends: "audio_only" }))).toBe("picture");
    expect(ownPaused(visit({ sends: "audio_only", camera: "off" }))).toBeNull();
    expect(ownPaused(visit({ sends: "nothing", camera: "off" }))).toBe("all");
  });
});
