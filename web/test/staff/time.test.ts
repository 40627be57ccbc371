import { describe, expect, it } from "vitest";
import {
  calendarDate,
  clockTime,
  dayAndTime,
  dayBegan,
  differs,
  elapsed,
  exactOn,
  instantOf,
  inWords,
  localFields,
  stopwatch,
} from "../../src/staff/format/time";

const plain = (text: string): string => text.replaceAll("\u202f", " ");

describe("times on staff screens", () => {
  it("name the zone for a reader away from the practice, and only then", () => {
    const at = "2026-11-22T15:05:00Z";
    expect(differs(at, "America/New_York", "America/Detroit")).toBe(false);
    expect(differs(at, "America/New_York", "Europe/Vienna")).toBe(true);
    expect(plain(clockTime(at, "America/New_York", "en-US", true))).toBe("10:05 AM EST");
    expect(plain(dayAndTime(at, "America/New_York", "en-US", true))).toBe("Nov 22, 2026, 10:05 AM EST");
  });

  it("says the date of a time on another date than the visit's, in the practice's zone", () => {
    const told = (at: string) => plain(exactOn(at, "2026-11-22", "America/New_York", "en-US"));
    expect(told("2026-11-22T15:05:07Z")).toBe("10:05:07 AM");
    expect(told("2026-11-23T04:59:00Z")).toBe("11:59:00 PM");
    expect(told("2026-11-22T04:59:00Z")).toBe("Nov 21, 11:59:00 PM");
    expect(plain(exactOn("2026-11-23T05:00:00Z", "2026-11-22", "America/New_York", "en-US", false))).toBe(
      "Nov 23, 12:00 AM",
    );
  });

  it("know when the practice's day began, also on the days of 23 and 25 hours", () => {
    const began = (at: string) => new Date(dayBegan(Date.parse(at), "America/New_York")).toISOString();
    expect(began("2026-11-22T15:05:00Z")).toBe("2026-11-22T05:00:00.000Z");
    expect(began("2026-11-22T04:59:00Z")).toBe("2026-11-21T05:00:00.000Z");
    expect(began("2026-11-02T03:30:00Z")).toBe("2026-11-01T04:00:00.000Z");
    expect(began("2026-03-09T03:30:00Z")).toBe("2026-03-08T05:00:00.000Z");
  });

  it("shows an instant in the reader's zone", () => {
    expect(plain(clockTime("2026-11-22T15:05:00Z", "America/New_York", "en-US"))).toBe("10:05 AM");
    expect(plain(clockTime("2026-11-22T15:05:00Z", "Europe/Vienna", "en-GB"))).toBe("16:05");
  });

  it("never moves a calendar date to another day", () => {
    expect(calendarDate("1990-02-03", "en-GB")).toBe("3 Feb 1990");
  });

  it("counts a wait up and never below zero, however the clocks disagree", () => {
    const now = Date.parse("2026-11-22T15:00:00Z");
    expect(elapsed("2026-11-22T14:57:30Z", now)).toBe(150_000);
    expect(elapsed("2026-11-22T15:00:04Z", now)).toBe(0);
  });

  it.each([
    [0, "0:00"],
    [59_999, "0:59"],
    [754_000, "12:34"],
    [3_723_000, "1:02:03"],
  ])("shows %i ms as %s", (ms, text) => {
    expect(stopwatch(ms)).toBe(text);
  });

  it.each([
    [59_000, "under a minute"],
    [60_000, "1 minute"],
    [7_200_000, "2 hours"],
    [7_500_000, "2 hours 5 minutes"],
  ])("says %i ms as %s", (ms, text) => {
    expect(inWords(ms)).toBe(text);
  });

  it("reads back from its fields the instant it wrote into them", () => {
    const { date, time } = localFields(new Date("2026-11-22T15:05:00Z"));
    expect(instantOf(date, time)).toBe("2026-11-22T15:05:00.000Z");
    expect(instantOf("", "10:00")).toBeNull();
  });
});
