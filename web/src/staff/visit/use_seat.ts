import { type ReadonlySignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { connection } from "../live.ts";
import { type Sitting, takeOver } from "./sitting.ts";

/**
 * Takes this page's seat in a visit for as long as `wanted` holds and the page is open. `publishes`: with camera and
 * microphone, which run from now on and reach nobody before joining; a listener's are never asked for.
 */
export function useSeat(visit: string, wanted: ReadonlySignal<boolean>, publishes: boolean): Sitting {
  const own = useMemo(() => takeOver(visit), []);
  useSignalEffect(() => {
    const open = connection.value;
    if (!open || !wanted.value) return undefined;
    own.sit(open, publishes);
    return own.rise;
  });
  useEffect(() => own.rise, []);
  return own;
}
