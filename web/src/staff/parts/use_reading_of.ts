import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { call } from "../../api/http.ts";
import { sentence } from "../refusal.ts";

export interface ReadingOf<Answer> {
  /** What was read last; null before the first time. */
  readonly found: ReadonlySignal<Answer | null>;
  /** Why the newest try failed; empty when it did not. */
  readonly failed: ReadonlySignal<string>;
  readonly reload: () => Promise<void>;
}

/** A reading whose question holds a name: it goes in the body, since addresses end up in logs. */
export interface Posted {
  path: string;
  body: Record<string, unknown>;
}

/** What a page shows of an address: read when the page opens, when its window is looked at again, and every `everyMs`, if given. */
export function useReadingOf<Answer>(address: () => string | Posted, everyMs?: number): ReadingOf<Answer> {
  const found = useSignal<Answer | null>(null);
  const failed = useSignal("");
  const newest = useRef(0);
  const reload = async () => {
    newest.current += 1;
    const mine = newest.current;
    try {
      const asked = address();
      const answer =
        typeof asked === "string"
          ? await call<Answer>("GET", asked)
          : await call<Answer>("POST", asked.path, asked.body);
      // An answer to what was asked before must not take the place of a newer one.
      if (mine !== newest.current) return;
      found.value = answer;
      failed.value = "";
    } catch (error) {
      if (mine === newest.current) failed.value = sentence(error);
    }
  };
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") void reload();
    };
    void reload();
    const timer = everyMs === undefined ? undefined : setInterval(look, everyMs);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return { found, failed, reload };
}
