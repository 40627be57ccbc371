/** The code of the pages behind the first ones: fetched once the first is shown, and again until it is here. */
import { type Signal, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import type { Room } from "./screens/inside.tsx";

/** How long after a fetch that failed the next one begins, milliseconds. */
const AGAIN_MS = 2000;

/** The pages, or null while they are on their way. */
export const inside: Signal<ComponentType<{ room: Room }> | null> = signal(null);

let fetching = false;

/** Fetches them, however often it is called. */
export function fetchInside(): void {
  if (fetching || inside.peek() !== null) return;
  fetching = true;
  import("./screens/inside.tsx").then(
    (chunk) => {
      inside.value = chunk.Inside;
    },
    () => {
      fetching = false;
      setTimeout(fetchInside, AGAIN_MS);
    },
  );
}
