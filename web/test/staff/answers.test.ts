import { describe, expect, it } from "vitest";
import { hoursAndMinutes, minuteOf, timeOf } from "../../src/staff/answers/left.ts";
import { pageAt } from "../../src/staff/route.ts";

describe("photos to answer", () => {
  it("says the time left in hours and minutes, cut towards zero, also past the end", () => {
    expect([0, 59, 60, 3599, 3600, 75_900, -59, -3660].map(hoursAndMinutes)).toEqual([
      "0 min",
      "0 min",
      "1 min",
      "59 min",
      "1 h 0 min",
      "21 h 5 min",
      "0 min",
      "1 h 1 min",
    ]);
  });

  it("reads opening times, the day's end among them", () => {
    expect(["08:00", "24:00", "00:00", "8:5", "25:00", "08:60", ""].map((one) => minuteOf(one))).toEqual([
      480,
      1440,
      0,
      null,
      null,
      null,
      null,
    ]);
    expect(minuteOf("00:00", true)).toBe(1440);
    expect([480, 1440, 605].map(timeOf)).toEqual(["08:00", "00:00", "10:05"]);
  });

  it("has pages of its own", () => {
    expect([pageAt("/staff/answers"), pageAt("/staff/hours/")]).toEqual([{ name: "answers" }, { name: "hours" }]);
  });
});
