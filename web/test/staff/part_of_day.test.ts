import { describe, expect, it } from "vitest";
import { atTime, secondsOut, timeOf } from "../../src/staff/review/part_of_day.ts";

const local = (day: number, hours: number, minutes: number, seconds: number, ms = 0) =>
  new Date(2026, 10, day, hours, minutes, seconds, ms).toISOString();

describe("a part of a span, chosen by times of day", () => {
  it("covers the whole span when nothing is changed", () => {
    const whole = secondsOut({ start: local(22, 9, 5, 3, 400), end: local(22, 9, 7, 1, 20) });
    expect([timeOf(whole.start), timeOf(whole.end)]).toEqual(["09:05:03", "09:07:02"]);
    expect(atTime(whole, "09:05:03")).toBe(local(22, 9, 5, 3));
    expect(atTime(whole, "09:07:02")).toBe(local(22, 9, 7, 2));
  });

  it("finds the day after midnight, and nothing outside of the span", () => {
    const night = { start: local(22, 23, 59, 0), end: local(23, 0, 2, 0) };
    expect(atTime(night, "00:01")).toBe(local(23, 0, 1, 0));
    expect(atTime(night, "23:59:30")).toBe(local(22, 23, 59, 30));
    expect(atTime(night, "00:02:01")).toBeNull();
    expect(atTime(night, "12:00")).toBeNull();
    expect(atTime(night, "")).toBeNull();
  });
});
