import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useCallback, useEffect } from "preact/hooks";
import { call, Problem } from "../../api/http.ts";
import type { VisitRecord } from "../records.ts";
import { sentence } from "../refusal.ts";

export interface LoadedRecord {
  readonly record: ReadonlySignal<VisitRecord | null>;
  /** Why the newest try to read it failed; empty when it did not. */
  readonly failed: ReadonlySignal<string>;
  /** Whether there is nothing to read, or nothing for this reader: the two look alike, and trying again does not help. */
  readonly absent: ReadonlySignal<boolean>;
  readonly reload: () => Promise<void>;
}

/** What is written about a visit. Read when the page opens, and again whenever `reload` is called. */
export function useRecord(visit: string): LoadedRecord {
  const record = useSignal<VisitRecord | null>(null);
  const failed = useSignal("");
  const absent = useSignal(false);
  const reload = useCallback(async () => {
    try {
      record.value = await call<VisitRecord>("GET", `/api/visits/${visit}`);
      failed.value = "";
    } catch (error) {
      absent.value = error instanceof Problem && error.status === 404;
      failed.value = sentence(error);
    }
  }, [visit, record, failed, absent]);
  useEffect(() => void reload(), [reload]);
  return { record, failed, absent, reload };
}
