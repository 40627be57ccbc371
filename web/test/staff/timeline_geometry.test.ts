import { describe, expect, it } from "vitest";
import { BAR, layOut, type Span, tickStep } from "../../src/staff/coding/geometry.ts";

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 22, 15, minute)).toISOString();
const span = (kind: string, from: number, until: number): Span => ({ kind, start: at(from), end: at(until) });

describe("the modality timeline", () => {
  const drawn = layOut(
    [span("audio_video", 0, 5), span("audio_only", 5, 10), span("gap", 10, 12), span("audio_video", 12, 20)],
    600,
    6,
  );

  it("puts a bar where its minutes are", () => {
    expect(drawn.bars[1]?.x).toBeCloseTo(150);
    expect(drawn.bars[1]?.width).toBeCloseTo(150);
  });

  it("gives each kind a lane of its own, picture first, and adds up its seconds", () => {
    expect(drawn.lanes.map((l) => [l.kind, l.seconds])).toEqual([
      ["audio_video", 780],
      ["audio_only", 300],
      ["gap", 120],
    ]);
    expect(new Set(drawn.bars.map((b) => b.y)).size).toBe(3);
  });

  it("keeps every bar inside the picture and visible, however short", () => {
    const tiny = layOut([span("audio_only", 0, 60), { kind: "gap", start: at(60), end: at(60) }], 600);
    for (const bar of tiny.bars) {
      expect(bar.width).toBeGreaterThan(1);
      expect(bar.x + bar.width).toBeLessThanOrEqual(600);
      expect(bar.y + BAR).toBeLessThan(tiny.height);
    }
  });

  it("ticks at round times, few enough to read", () => {
    expect(tickStep(20 * 60_000, 6)).toBe(300_000);
    expect(drawn.ticks.map((t) => new Date(t.at).getUTCMinutes())).toEqual([0, 5, 10, 15, 20]);
  });

  it("ticks at most three times over several days, where each has its date", () => {
    for (const days of [2, 3, 8, 40]) {
      const { ticks } = layOut([span("gap", 0, days * 1440)], 600);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(3);
    }
  });

  it("draws lanes of senders above those of the conversation", () => {
    expect(layOut([span("Ana: sound", 0, 1), span("gap", 1, 2)], 600).lanes.map((l) => l.kind)).toEqual([
      "Ana: sound",
      "gap",
    ]);
  });

  it("stands a single instant without dividing by zero", () => {
    expect(layOut([span("gap", 3, 3)], 600).bars[0]?.x).toBe(0);
  });
});
