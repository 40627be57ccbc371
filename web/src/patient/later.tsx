import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { state } from "./flow.ts";
import { persistently } from "./persistently.ts";
import { Opening } from "./screens/opening.tsx";

/** How long what is not urgent waits for picture and sound at the most, milliseconds. */
const PATIENCE_MS = 2000;

/** The way to the photos; its code is shared by every page that shows it. */
export const photosDoor = () => import("./photos/door.tsx").then((chunk) => chunk.PhotosDoor);

/**
 * A part of the page whose code comes when it is shown: nothing stands there until then, and the page works without it. `whole`: the
 * part is the page, which says meanwhile that it is on its way.
 */
export function Later<Props extends object>({
  load,
  with: props,
  whole = false,
}: {
  load: () => Promise<ComponentType<Props>>;
  with: Props;
  whole?: boolean;
}) {
  const [Part, setPart] = useState<ComponentType<Props> | null>(null);
  useEffect(
    () =>
      persistently(
        load,
        (part) => setPart(() => part),
        () => whole,
      ),
    [load],
  );
  if (Part) return <Part {...props} />;
  return whole ? <Opening /> : null;
}

/** Whether what is not urgent may be fetched: picture and sound stand, so that a page that comes back into the visit has them first. */
export function useSettled(): boolean {
  const connected = state.value.seat.media === "connected";
  const [settled, settle] = useState(connected);
  useEffect(() => {
    if (settled) return undefined;
    const timer = setTimeout(() => settle(true), connected ? 0 : PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [settled, connected]);
  return settled;
}
