import { type ReadonlySignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { call } from "../../api/http.ts";
import { createStore } from "../../state/store.ts";
import { link } from "../live.ts";
import type { VisitRecord } from "../records.ts";
import { type Draft, type DraftAction, draftReducer, startingFrom, type Typed } from "./draft.ts";
import { Keeping } from "./keeping.ts";
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
  const keeping = useMemo(
    () => new Keeping(store, (typed, base) => call("PUT", `/api/visits/${visit}/intake`, body(typed, base))),
    [],
  );
  useSignalEffect(() => {
    const { status } = store.state.value;
    if (status !== "dirty" && status !== "failed") return undefined;
    if (status === "failed" && link.value !== "open") return undefined;
    const timer = setTimeout(() => void keeping.save(), status === "dirty" ? REST_MS : RETRY_MS);
    return () => clearTimeout(timer);
  });
  useEffect(() => {
    if (record.intake) store.dispatch({ type: "news", doc: record.intake });
  }, [record.intake, store]);
  useEffect(() => {
    const unsaved = () => ["dirty", "failed", "sending"].includes(store.state.peek().status);
    const hold = (event: BeforeUnloadEvent) => {
      if (unsaved()) event.preventDefault();
    };
    addEventListener("beforeunload", hold);
    return () => {
      removeEventListener("beforeunload", hold);
      keeping.leave();
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
