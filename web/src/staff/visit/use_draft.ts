import { type ReadonlySignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { call, Problem } from "../../api/http.ts";
import { createStore } from "../../state/store.ts";
import { link } from "../live.ts";
import type { IntakeDoc, VisitRecord } from "../records.ts";
import { type Draft, type DraftAction, draftReducer, startingFrom, type Typed } from "./draft.ts";
import { readVital, VITALS } from "./vitals.ts";

/** Typing rests this long before it is saved, milliseconds. */
const REST_MS = 700;
/** After a failure it is tried again after this long, milliseconds. */
const RETRY_MS = 4000;

export interface IntakeDraft {
  readonly draft: ReadonlySignal<Draft>;
  readonly dispatch: (action: DraftAction) => void;
}

/** The intake as it is being written, saved by itself when typing rests, when the page is left, and again after a failure. */
export function useDraft(visit: string, record: VisitRecord): IntakeDraft {
  const store = useMemo(
    () => createStore<Draft, DraftAction>(draftReducer, startingFrom(record.intake, record.reason)),
    [],
  );
  const save = async () => {
    const { typed, base } = store.state.peek();
    store.dispatch({ type: "sending" });
    try {
      const doc = await call<IntakeDoc>("PUT", `/api/visits/${visit}/intake`, body(typed, base));
      store.dispatch({ type: "stored", doc });
    } catch (error) {
      const newest = error instanceof Problem && error.code === "stale" ? error.body.newest : undefined;
      if (newest) store.dispatch({ type: "conflict", theirs: newest as IntakeDoc });
      else store.dispatch({ type: "failed" });
    }
  };
  useSignalEffect(() => {
    const { status } = store.state.value;
    if (status !== "dirty" && status !== "failed") return undefined;
    if (status === "failed" && link.value !== "open") return undefined;
    const timer = setTimeout(() => void save(), status === "dirty" ? REST_MS : RETRY_MS);
    return () => clearTimeout(timer);
  });
  useEffect(() => {
    if (record.intake) store.dispatch({ type: "news", doc: record.intake });
  }, [record.intake, store]);
  // `save` reads the store when it is called.
  useEffect(() => {
    const unsaved = () => ["dirty", "failed", "sending"].includes(store.state.peek().status);
    const hold = (event: BeforeUnloadEvent) => {
      if (unsaved()) event.preventDefault();
    };
    addEventListener("beforeunload", hold);
    return () => {
      removeEventListener("beforeunload", hold);
      if (store.state.peek().status === "dirty") void save();
    };
  }, []);
  return { draft: store.state, dispatch: store.dispatch };
}

/** Wrong vitals are shown beside their field and left out: what is right must not wait for them. */
function body(typed: Typed, base: number): unknown {
  const vitals: Record<string, number> = {};
  for (const vital of VITALS) {
    const { value } = readVital(vital, typed.vitals[vital] ?? "");
    if (value !== null) vitals[vital] = value;
  }
  const { reason, history, medications, allergies } = typed;
  return { reason, history, medications, allergies, vitals, base_version: base };
}
