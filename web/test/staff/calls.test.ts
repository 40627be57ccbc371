import { describe, expect, it } from "vitest";
import type { BoardRow } from "../../src/protocol/frames.ts";
import { lastCall, ringEnded } from "../../src/staff/board/calls.ts";
import { unseenOf } from "../../src/staff/board/unseen.ts";

const quiet = {
  calls: 0,
  called_at: null,
  called_way: null,
  called_outcome: null,
  ringing: null,
} satisfies Partial<BoardRow>;
const at = "2026-11-22T15:02:00Z";
const clock = () => "10:02 AM";

describe("the office's calls on the board", () => {
  it("say when it was tried, how, and what came of it", () => {
    const rang = { ...quiet, calls: 1, called_at: at, called_way: "page" } as const;
    expect(lastCall(quiet, clock)).toBeNull();
    expect(lastCall({ ...rang, called_outcome: "no_answer" }, clock)).toBe("Called 10:02 AM, no answer");
    expect(lastCall({ ...rang, called_outcome: null }, clock)).toBe("Called 10:02 AM");
    expect(lastCall({ ...rang, calls: 3, called_way: "phone" }, clock)).toBe("Dialled 10:02 AM · 3 tries");
    expect(lastCall({ ...rang, ringing: { since: at, by: "Olga" } }, clock)).toBeNull();
  });

  it("are over when the row rings no more, and only then", () => {
    const ringing = { ...quiet, ringing: { since: at, by: "Olga" } };
    expect(ringEnded(ringing, { ...quiet, called_outcome: "declined" })).toBe("declined");
    expect(ringEnded(ringing, ringing)).toBeNull();
    expect(ringEnded(quiet, { ...quiet, called_outcome: "declined" })).toBeNull();
  });
});

describe("the alert", () => {
  const row = (visit: string, state: string, waiting_since: string | null) =>
    ({ visit, state, waiting_since, urgent: false }) as BoardRow;

  it("is about who waits and was not said to be seen, the longest wait first", () => {
    const rows = [
      row("late", "waiting", "2026-11-22T15:05:00Z"),
      row("seen", "waiting", at),
      row("in", "intake", at),
      row("early", "waiting", at),
    ];
    expect(unseenOf(rows, new Set(["seen"])).map((one) => one.visit)).toEqual(["early", "late"]);
  });
});
