import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Work } from "../../protocol/frames.ts";
import { ask, link } from "../live.ts";

/**
 * Tells the server that countable work of this kind goes on: while `active` holds and the page can be seen. A page in the
 * background is no work, so the server hears of its end at once.
 */
export function useWork(visit: string, activity: Work["activity"], active: boolean): void {
  const visible = useSignal(document.visibilityState === "visible");
  const wanted = useSignal(active);
  wanted.value = active;
  useEffect(() => {
    const look = () => {
      visible.value = document.visibilityState === "visible";
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [visible]);
  useSignalEffect(() => {
    if (!wanted.value || !visible.value || link.value !== "open") return undefined;
    const tell = (on: boolean) => void ask({ type: "work", visit, activity, on }).catch(() => undefined);
    tell(true);
    return () => tell(false);
  });
}
