import { describe, expect, it } from "vitest";
import type { BoardRow } from "../../src/protocol/frames";
import { toTellOf, unseenOf } from "../../src/staff/board/unseen";

function row(visit: string, state: string, since: string | null = null): BoardRow {
  return { visit, state, waiting_since: since, urgent: false } as BoardRow;
}

const rows = new Map(
  [
    row("later", "waiting", "2026-11-22T10:05:00Z"),
    row("first", "waiting", "2026-11-22T10:00:00Z"),
    row("live", "intake"),
    row("over", "ended"),
  ].map((one) => [one.visit, one]),
);
const told = (visit: string): string[] =>
  toTellOf(unseenOf(rows.values(), new Set()), { name: "visit", visit }, rows).map((one) => one.visit);

describe("who waits unseen", () => {
  it("is told longest wait first, until somebody has seen it", () => {
    expect(unseenOf(rows.values(), new Set()).map((one) => one.visit)).toEqual(["first", "later"]);
    expect(unseenOf(rows.values(), new Set(["first"])).map((one) => one.visit)).toEqual(["later"]);
  });

  it("names who is urgent before all others", () => {
    const urgent = { ...row("urgent", "waiting", "2026-11-22T10:09:00Z"), urgent: true };
    const found = unseenOf([...rows.values(), urgent], new Set());
    expect(found.map((one) => one.visit)).toEqual(["urgent", "first", "later"]);
  });

  it("disturbs nobody in a visit, and everybody whose visit is over or has not begun", () => {
    expect(told("live")).toEqual([]);
    expect(told("over")).toEqual(["first", "later"]);
    expect(told("unknown")).toEqual(["first", "later"]);
    expect(told("first")).toEqual(["later"]);
  });
});
