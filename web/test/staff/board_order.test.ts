import { describe, expect, it } from "vitest";
import { groupOf, inGroups, leftOpen, type Orderable, tally } from "../../src/staff/board/order";

function row(visit: string, state: string, more: Partial<Orderable> = {}): Orderable {
  return { visit, state, urgent: false, waiting_since: null, scheduled_at: "2026-11-22T15:00:00Z", ...more };
}

const ids = (rows: Orderable[]): string[] => inGroups(rows).flatMap((part) => part.rows.map((r) => r.visit));

describe("today's board", () => {
  it("puts who waits above who is in a visit, who is here, who is due, and what is over", () => {
    const rows = [
      row("over", "ended"),
      row("due", "scheduled"),
      row("here", "scheduled", { here: true }),
      row("in", "intake"),
      row("waits", "waiting"),
    ];
    expect(ids(rows)).toEqual(["waits", "in", "here", "due", "over"]);
    expect(inGroups(rows).map((part) => part.group)).toEqual(["waiting", "visit", "here", "due", "done"]);
  });

  it("keeps visits without a time apart, the oldest wish first, and counts none of them as due", () => {
    const wanted = (visit: string, since: string) =>
      row(visit, "scheduled", { wanted_since: since, scheduled_at: "2026-11-01T15:00:00Z" });
    const rows = [
      row("due", "scheduled"),
      wanted("newer", "2026-11-21T10:00:00Z"),
      wanted("older", "2026-11-20T10:00:00Z"),
    ];
    expect(ids(rows)).toEqual(["older", "newer", "due"]);
    expect(inGroups(rows).map((part) => part.group)).toEqual(["unscheduled", "due"]);
    expect(tally(rows).due).toBe(1);
    expect(leftOpen(rows, Date.parse("2026-11-22T20:00:00Z")).map((one) => one.visit)).toEqual(["due"]);
  });

  it("puts the longest wait first, whatever the appointment", () => {
    const rows = [
      row("short", "waiting", { waiting_since: "2026-11-22T14:59:00Z", scheduled_at: "2026-11-22T13:00:00Z" }),
      row("long", "waiting", { waiting_since: "2026-11-22T14:30:00Z", scheduled_at: "2026-11-22T16:00:00Z" }),
    ];
    expect(ids(rows)).toEqual(["long", "short"]);
  });

  it("puts urgent on top of its group", () => {
    const rows = [
      row("waits", "waiting", { waiting_since: "2026-11-22T14:00:00Z" }),
      row("urgent", "waiting", { waiting_since: "2026-11-22T14:50:00Z", urgent: true }),
      row("due", "scheduled", { scheduled_at: "2026-11-22T14:00:00Z" }),
      row("urgent-due", "scheduled", { urgent: true }),
      row("over", "no_show", { scheduled_at: "2026-11-22T14:00:00Z" }),
      row("urgent-over", "no_show", { urgent: true }),
    ];
    expect(ids(rows)).toEqual(["urgent", "waits", "urgent-due", "due", "over", "urgent-over"]);
  });

  it("shows a visit that is ready for the dermatologist before one that is with a clinician", () => {
    expect(ids([row("with", "with_dermatologist"), row("ready", "ready")])).toEqual(["ready", "with"]);
  });

  it("never swaps equal rows, in whichever order they come", () => {
    const rows = [row("b", "scheduled"), row("a", "scheduled")];
    expect(ids(rows)).toEqual(ids([...rows].reverse()));
  });

  it("keeps what an earlier day left open apart, unless the patient comes after all", () => {
    const midnight = Date.parse("2026-11-22T05:00:00Z");
    const yesterday = { scheduled_at: "2026-11-21T20:00:00Z" };
    expect(groupOf(row("1", "scheduled", yesterday), midnight)).toBe("earlier");
    expect(groupOf(row("2", "scheduled", { ...yesterday, here: true }), midnight)).toBe("here");
    expect(groupOf(row("3", "scheduled"), midnight)).toBe("due");
    expect(groupOf(row("4", "wrap_up", yesterday), midnight)).toBe("visit");
  });

  it("asks about what is still open an hour after the day's last appointment, and not before", () => {
    const rows = [
      row("over", "ended", { scheduled_at: "2026-11-22T21:00:00Z" }),
      row("due", "scheduled"),
      row("in", "intake"),
    ];
    expect(leftOpen(rows, Date.parse("2026-11-22T21:59:00Z"))).toEqual([]);
    expect(leftOpen(rows, Date.parse("2026-11-22T22:01:00Z")).map((r) => r.visit)).toEqual(["due", "in"]);
    expect(leftOpen([], Date.parse("2026-11-22T22:01:00Z"))).toEqual([]);
  });

  it("counts who waits, who is in a visit and who is due", () => {
    const rows = [
      row("1", "waiting"),
      row("2", "ready"),
      row("3", "wrap_up"),
      row("4", "scheduled"),
      row("5", "ended"),
    ];
    expect(tally(rows)).toEqual({ waiting: 1, inVisit: 2, due: 1 });
  });
});
