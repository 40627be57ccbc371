import { describe, expect, it } from "vitest";
import { groupOf, inOrder, type Orderable, tally } from "../../src/staff/board/order";

function row(visit: string, state: string, more: Partial<Orderable> = {}): Orderable {
  return { visit, state, urgent: false, waiting_since: null, scheduled_at: "2026-11-22T15:00:00Z", ...more };
}

const ids = (rows: Orderable[]): string[] => inOrder(rows).map((r) => r.visit);

describe("today's board", () => {
  it("puts who waits above who is in a visit, who is due, and what is over", () => {
    const rows = [row("over", "ended"), row("due", "scheduled"), row("in", "intake"), row("waits", "waiting")];
    expect(ids(rows)).toEqual(["waits", "in", "due", "over"]);
  });

  it("puts the longest wait first, whatever the appointment", () => {
    const rows = [
      row("short", "waiting", { waiting_since: "2026-11-22T14:59:00Z", scheduled_at: "2026-11-22T13:00:00Z" }),
      row("long", "waiting", { waiting_since: "2026-11-22T14:30:00Z", scheduled_at: "2026-11-22T16:00:00Z" }),
    ];
    expect(ids(rows)).toEqual(["long", "short"]);
  });

  it("puts urgent on top of everything that is not over", () => {
    const rows = [
      row("waits", "waiting", { waiting_since: "2026-11-22T14:00:00Z" }),
      row("urgent-due", "scheduled", { urgent: true }),
      row("urgent-over", "no_show", { urgent: true }),
    ];
    expect(ids(rows)).toEqual(["urgent-due", "waits", "urgent-over"]);
  });

  it("shows a visit that is ready for the dermatologist before one that is with a clinician", () => {
    expect(ids([row("with", "with_dermatologist"), row("ready", "ready")])).toEqual(["ready", "with"]);
  });

  it("never swaps equal rows, in whichever order they come", () => {
    const rows = [row("b", "scheduled"), row("a", "scheduled")];
    expect(ids(rows)).toEqual(ids([...rows].reverse()));
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
    expect(rows.map((r) => groupOf(r.state))).toEqual(["attention", "attention", "attention", "due", "done"]);
  });
});
