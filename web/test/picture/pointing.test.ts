import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WHOLE } from "../../src/picture/look.ts";
import { Pointing } from "../../src/picture/pointing.ts";

type Point = readonly [number, number] | null;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("pointing at a photo that both sides see", () => {
  it("tells the newest word only, and always the last", async () => {
    const told: Point[] = [];
    const answers: (() => void)[] = [];
    const pointing = new Pointing((at) => {
      told.push(at);
      return new Promise((resolve) => answers.push(resolve));
    });
    for (const x of [0.1, 0.2, 0.3]) pointing.point([x, 0.5]);
    expect(told).toEqual([[0.1, 0.5]]);
    answers[0]?.();
    await vi.runAllTimersAsync();
    expect(told).toEqual([
      [0.1, 0.5],
      [0.3, 0.5],
    ]);
  });

  it("says a last word again that was lost with the connection", async () => {
    const told: Point[] = [];
    let away = true;
    const pointing = new Pointing(async (at) => {
      if (away) throw new Error("lost");
      told.push(at);
    });
    pointing.point([0.4, 0.5]);
    await vi.advanceTimersByTimeAsync(1_200);
    expect(told).toEqual([]);
    away = false;
    await vi.runAllTimersAsync();
    expect(told).toEqual([[0.4, 0.5]]);
  });

  it("does not insist for ever, and begins anew with the next move", async () => {
    let tries = 0;
    const pointing = new Pointing(async () => {
      tries += 1;
      throw new Error("refused");
    });
    pointing.point([0.4, 0.5]);
    await vi.runAllTimersAsync();
    const many = tries;
    expect(many).toBeLessThan(30);
    pointing.looks(WHOLE);
    await vi.runAllTimersAsync();
    expect(tries).toBeGreaterThan(many);
  });
});
