import { describe, expect, it } from "vitest";
import { MediaHealth } from "../../src/media/health.ts";

const idle = { expecting: false, bytes: null };

describe("the health of a media connection", () => {
  it("asks for an offer when there is no connection, or it failed", () => {
    expect(new MediaHealth().observe(0, { connection: null, ...idle })).toBe(true);
    expect(new MediaHealth().observe(0, { connection: "failed", ...idle })).toBe(true);
  });

  it("gives a new connection eight seconds to come up", () => {
    const health = new MediaHealth();
    expect(health.observe(0, { connection: "connecting", ...idle })).toBe(false);
    expect(health.observe(8000, { connection: "connecting", ...idle })).toBe(false);
    expect(health.observe(8001, { connection: "connecting", ...idle })).toBe(true);
  });

  it("waits out a short loss of the path: a changed address goes on by itself", () => {
    const health = new MediaHealth();
    health.observe(0, { connection: "disconnected", ...idle });
    expect(health.observe(2500, { connection: "disconnected", ...idle })).toBe(false);
    expect(health.observe(2600, { connection: "connected", ...idle })).toBe(false);
    health.observe(5000, { connection: "disconnected", ...idle });
    expect(health.observe(8001, { connection: "disconnected", ...idle })).toBe(true);
  });

  it("keeps a path whose checks are late while packets come: they wait in a full queue", () => {
    const health = new MediaHealth();
    const late = { connection: "disconnected", expecting: true } as const;
    for (let now = 0; now <= 10_000; now += 1000) {
      expect(health.observe(now, { ...late, bytes: 100 + now })).toBe(false);
    }
    expect(health.observe(13_000, { ...late, bytes: 10_100 })).toBe(false);
    expect(health.observe(13_001, { ...late, bytes: 10_100 })).toBe(true);
  });

  it("asks anew when nothing arrives for six seconds though something should", () => {
    const health = new MediaHealth();
    health.observe(0, { connection: "connected", expecting: true, bytes: 100 });
    expect(health.observe(5000, { connection: "connected", expecting: true, bytes: 200 })).toBe(false);
    expect(health.observe(11_000, { connection: "connected", expecting: true, bytes: 200 })).toBe(false);
    expect(health.observe(11_001, { connection: "connected", expecting: true, bytes: 200 })).toBe(true);
  });

  it("takes silence right after the network came back for a way that was left behind", () => {
    const health = new MediaHealth();
    const heard = { connection: "connected", expecting: true } as const;
    health.observe(0, { ...heard, bytes: 100 });
    health.observe(5000, { ...heard, bytes: 200 });
    health.observe(5800, { ...heard, bytes: 200 });
    expect(health.leftBehind(5800)).toBe(false); // nothing happened to the network
    health.hurry(6000);
    expect(health.leftBehind(6000)).toBe(true);
    health.observe(6100, { ...heard, bytes: 300 });
    expect(health.leftBehind(6800)).toBe(false);
    expect(health.leftBehind(6801)).toBe(true);
    health.restarted(6900); // another way is being looked for
    expect(health.leftBehind(7000)).toBe(false);
  });

  it("is content with silence in the waiting room, where nothing is sent", () => {
    const health = new MediaHealth();
    health.observe(0, { connection: "connected", ...idle });
    expect(health.observe(3_600_000, { connection: "connected", ...idle })).toBe(false);
  });

  it("counts silence from when something was expected, not from before", () => {
    const health = new MediaHealth();
    health.observe(0, { connection: "connected", ...idle });
    expect(health.observe(60_000, { connection: "connected", expecting: true, bytes: 500 })).toBe(false);
    expect(health.observe(65_000, { connection: "connected", expecting: true, bytes: 500 })).toBe(false);
  });

  it("waits longer after each failed offer, and starts over once it has held", () => {
    const health = new MediaHealth();
    const tries: number[] = [];
    for (let now = 0; now <= 20_000; now += 100) {
      if (health.observe(now, { connection: null, ...idle })) {
        tries.push(now);
        health.offered(now);
      }
    }
    expect(tries).toEqual([0, 1000, 3000, 7000, 15_000]);
    health.observe(21_000, { connection: "connected", ...idle });
    health.observe(28_000, { connection: "connected", ...idle });
    health.observe(28_100, { connection: "failed", ...idle });
    health.offered(28_100);
    expect(health.observe(29_100, { connection: "failed", ...idle })).toBe(true);
  });

  it("waits less once the network or the page is back", () => {
    const health = new MediaHealth();
    for (let tries = 0; tries < 5; tries++) health.offered(1000);
    expect(health.observe(2000, { connection: "failed", ...idle })).toBe(false);
    health.hurry(2000);
    expect(health.observe(2000, { connection: "failed", ...idle })).toBe(true);
    health.observe(2100, { connection: "connected", expecting: true, bytes: 5 });
    expect(health.observe(4000, { connection: "connected", expecting: true, bytes: 5 })).toBe(false);
    expect(health.observe(4200, { connection: "connected", expecting: true, bytes: 5 })).toBe(true);
  });

  it("gives an ICE restart four seconds before it asks for another connection", () => {
    const health = new MediaHealth();
    health.observe(0, { connection: "connected", ...idle });
    health.observe(10_000, { connection: "failed", ...idle });
    health.restarted(10_000);
    expect(health.observe(13_900, { connection: "failed", ...idle })).toBe(false);
    expect(health.observe(14_000, { connection: "failed", ...idle })).toBe(true);
  });
});
