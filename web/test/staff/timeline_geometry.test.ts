import { describe, expect, it } from "vitest";
import { type Interval, layOut, tickStep } from "../../src/staff/coding/geometry";

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 22, 15, minute)).toISOString();
const span = (lane: string, kind: string, from: number, until: number): Interval => ({
  lane,
  kind,
  start: at(from),
  end: at(until),
});

describe("the modality timeline", () => {
  const drawn = layOut(
    [span("M. Gray", "audio", 0, 20), span("M. Gray", "video", 5, 10), span("Dr. Lee", "audio", 10, 20)],
    600,
  );

  it("puts a bar where its minutes are", () => {
    const video = drawn.bars.find((b) => b.interval.kind === "video");
    expect(video?.x).toBeCloseTo(150);
    expect(video?.width).toBeCloseTo(150);
  });

  it("gives each person one lane, in order of appearance, without overlap", () => {
    expect(drawn.lanes.map((l) => l.name)).toEqual(["M. Gray", "Dr. Lee"]);
    const [first, second] = drawn.lanes;
    expect((first?.y ?? 0) + (first?.height ?? 0)).toBeLessThanOrEqual(second?.y ?? 0);
  });

  it("draws picture above sound of the same person", () => {
    const [audio, video] = drawn.bars;
    expect(video?.y).toBeLessThan(audio?.y ?? 0);
  });

  it("keeps every bar inside the picture and visible, however short", () => {
    const tiny = layOut([span("a", "audio", 0, 60), { lane: "a", kind: "video", start: at(0), end: at(0) }], 600);
    for (const bar of tiny.bars) {
      expect(bar.width).toBeGreaterThan(1);
      expect(bar.y + bar.height).toBeLessThan(tiny.height);
    }
  });

  it("ticks at round times, few enough to read", () => {
    expect(tickStep(20 * 60_000, 6)).toBe(300_000);
    expect(drawn.ticks.map((t) => new Date(t.at).getUTCMinutes())).toEqual([0, 5, 10, 15, 20]);
  });

  it("stands a single instant without dividing by zero", () => {
    expect(layOut([span("a", "audio", 3, 3)], 600).bars[0]?.x).toBe(0);
  });
});
