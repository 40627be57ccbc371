import { expect, it } from "vitest";
import type { BoardRow } from "../../src/protocol/frames.ts";
import { Newest } from "../../src/protocol/newest.ts";
import { aVisit } from "../frames.ts";

const row = {} as BoardRow;

it("orders each visit by itself", () => {
  const newest = new Newest();
  expect(newest.accepts(aVisit({ visit: "a", version: 5 }))).toBe(true);
  expect(newest.accepts(aVisit({ visit: "b", version: 1 }))).toBe(true);
  expect(newest.accepts(aVisit({ visit: "a", version: 4 }))).toBe(false);
});

it("takes a row only when it is newer than its board", () => {
  const newest = new Newest();
  expect(newest.accepts({ type: "board", version: 9, rows: [] })).toBe(true);
  expect(newest.accepts({ type: "board.row", version: 9, row })).toBe(false);
  expect(newest.accepts({ type: "board.row", version: 10, row })).toBe(true);
  expect(newest.accepts({ type: "board", version: 9, rows: [] })).toBe(false);
});

it("takes the same visit twice: the same version says the same, perhaps with other sections", () => {
  const newest = new Newest();
  expect(newest.accepts(aVisit({ version: 3 }))).toBe(true);
  expect(newest.accepts(aVisit({ version: 3 }))).toBe(true);
});
