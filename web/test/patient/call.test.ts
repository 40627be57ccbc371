import { describe, expect, it } from "vitest";
import { nextCall } from "../../src/patient/ringing/call.ts";

const since = "2026-11-22T15:02:00Z";
const scheduled = { state: "scheduled", ringing: null } as const;
const waiting = { state: "waiting", ringing: null } as const;

describe("the practice's call", () => {
  it("rings until it is touched, here or elsewhere", () => {
    expect(nextCall("silent", { ...scheduled, ringing: since }, false)).toBe("ringing");
    expect(nextCall("answered", { ...scheduled, ringing: since }, true)).toBe("answered");
    expect(nextCall("silent", { ...scheduled, ringing: since }, true)).toBe("silent");
  });

  it("was missed when it stops by itself", () => {
    expect(nextCall("ringing", scheduled, false)).toBe("missed");
    expect(nextCall("ringing", waiting, false)).toBe("silent");
    expect(nextCall("missed", { ...scheduled, ringing: since }, false)).toBe("ringing");
  });

  it("has nothing more to say once the patient waits or is in the visit", () => {
    expect(nextCall("answered", scheduled, false)).toBe("answered");
    expect(nextCall("answered", waiting, false)).toBe("silent");
    expect(nextCall("missed", waiting, false)).toBe("silent");
    expect(nextCall("ringing", { state: "intake", ringing: null }, false)).toBe("silent");
  });

  it("is silent while the connection is away", () => {
    expect(nextCall("ringing", null, false)).toBe("silent");
    expect(nextCall("answered", null, false)).toBe("answered");
  });
});
