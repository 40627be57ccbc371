import { beforeEach, describe, expect, it } from "vitest";
import { Unreachable } from "../../src/api/http.ts";
import type { IntakeDoc } from "../../src/staff/records.ts";
import { type Draft, type DraftAction, draftReducer, startingFrom, type Typed } from "../../src/staff/visit/draft.ts";
import { Keeping } from "../../src/staff/visit/keeping.ts";
import { createStore, type Store } from "../../src/state/store.ts";

let store: Store<Draft, DraftAction>;
let sent: string[];
/** Ends what is under way: true when it was kept. */
let answers: ((kept: boolean) => void)[];
let keeping: Keeping;

beforeEach(() => {
  store = createStore<Draft, DraftAction>(draftReducer, startingFrom(null, "A rash"));
  sent = [];
  answers = [];
  keeping = new Keeping(
    store,
    (typed: Typed, base: number) =>
      new Promise<IntakeDoc>((resolve, reject) => {
        sent.push(`${typed.history} on ${base}`);
        const doc = { ...typed, vitals: {}, version: base + 1, author: "nurse", at: "2026-11-22T16:00:00Z" };
        answers.push((kept) => (kept ? resolve(doc) : reject(new Unreachable())));
      }),
  );
});

const type = (history: string) => store.dispatch({ type: "typed", change: { history } });
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("an intake whose form is left", () => {
  it("is sent as it was typed", () => {
    type("Since May.");
    keeping.leave();
    expect(sent).toEqual(["Since May. on 0"]);
  });

  it("is sent once more where something was typed while a save was under way", async () => {
    type("Since");
    void keeping.save();
    type("Since May.");
    keeping.leave();
    answers[0]?.(true);
    await settled();
    expect(sent).toEqual(["Since on 0", "Since May. on 1"]);
    answers[1]?.(true);
    await settled();
    expect(store.state.value.status).toBe("saved");
  });

  it("is tried again where the last save had failed, and left alone where all is kept", async () => {
    type("Since May.");
    void keeping.save();
    answers[0]?.(false);
    await settled();
    keeping.leave();
    answers[1]?.(true);
    await settled();
    keeping.leave();
    expect(sent).toEqual(["Since May. on 0", "Since May. on 0"]);
  });
});

it("an intake whose form stays waits until typing rests", async () => {
  type("Since");
  void keeping.save();
  type("Since May.");
  answers[0]?.(true);
  await settled();
  expect(sent).toEqual(["Since on 0"]);
  expect(store.state.value.status).toBe("dirty");
});
