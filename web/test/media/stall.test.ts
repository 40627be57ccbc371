import { describe, expect, it } from "vitest";
import type { Observation } from "../../src/media/health.ts";
import { Stall } from "../../src/media/stall.ts";

const LOOK = 500;
const due = { connection: "connected", expecting: true } as const;

/** What is said at each look, half a second apart. */
function said(seen: readonly Observation[]): boolean[] {
  const stall = new Stall();
  return seen.map((one, look) => stall.observe(look * LOOK, one));
}

describe("a silence of the media connection", () => {
  it("is said at the second look without a byte, and no more once bytes come", () => {
    const seen = [100, 200, 200, 200, 200, 201].map((bytes) => ({ ...due, bytes }));
    expect(said(seen)).toEqual([false, false, false, true, true, false]);
  });

  it("is none where the server's reports alone arrive: everybody is muted, or nobody else is there", () => {
    expect(said([36, 72, 72, 108, 108, 144].map((bytes) => ({ ...due, bytes })))).not.toContain(true);
  });

  it("is none where nothing is due, or the browser does not count", () => {
    expect(said(Array(6).fill({ ...due, expecting: false, bytes: 5 }))).not.toContain(true);
    expect(said(Array(6).fill({ ...due, bytes: null }))).not.toContain(true);
  });

  it("counts from when something was due", () => {
    const idle = { ...due, expecting: false, bytes: 5 };
    const seen = [idle, idle, idle, { ...due, bytes: 5 }, { ...due, bytes: 5 }];
    expect(said(seen)).toEqual([false, false, false, false, true]);
  });

  it("is not ended by a path that was given up, whose bytes are no longer counted", () => {
    const seen = [300, 300, 300, 200, 200, 260].map((bytes) => ({ ...due, bytes }));
    expect(said(seen)).toEqual([false, false, true, true, true, false]);
  });

  it("is left to the browser's own word while the connection does not stand", () => {
    expect(said(Array(6).fill({ expecting: true, connection: "disconnected", bytes: 5 }))).not.toContain(true);
  });
});
