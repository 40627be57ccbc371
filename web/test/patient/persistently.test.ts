import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { persistently } from "../../src/patient/persistently.ts";

let kept: Map<string, string>;
let reloads: number;
let there: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  kept = new Map();
  reloads = 0;
  there = true;
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  vi.stubGlobal("location", { reload: () => reloads++ });
  vi.stubGlobal("fetch", async () => {
    if (!there) throw new TypeError("no network");
    return {};
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A part that fails so many times before it comes. */
function failing(times: number) {
  let tries = 0;
  return async () => {
    if (tries++ < times) throw new TypeError("Failed to fetch dynamically imported module");
    return "the part";
  };
}

describe("a part of the page's code", () => {
  it("is fetched again until it is here", async () => {
    const got: string[] = [];
    persistently(
      failing(3),
      (part) => got.push(part),
      () => false,
    );
    await vi.advanceTimersByTimeAsync(7000);
    expect(got).toEqual(["the part"]);
    expect(reloads).toBe(0);
  });

  it("that nothing goes on without makes the page load anew, once, when the server is there", async () => {
    there = false;
    persistently(
      failing(99),
      () => undefined,
      () => true,
    );
    await vi.advanceTimersByTimeAsync(20_000);
    expect(reloads).toBe(0);
    there = true;
    await vi.advanceTimersByTimeAsync(2000);
    expect(reloads).toBe(1);
    // The page after that one does not begin again.
    persistently(
      failing(99),
      () => undefined,
      () => true,
    );
    await vi.advanceTimersByTimeAsync(20_000);
    expect(reloads).toBe(1);
  });

  it("is given up with the part of the page that wanted it", async () => {
    const got: string[] = [];
    const giveUp = persistently(
      failing(1),
      (part) => got.push(part),
      () => true,
    );
    giveUp();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(got).toEqual([]);
    expect(reloads).toBe(0);
  });
});
