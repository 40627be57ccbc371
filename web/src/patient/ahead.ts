/** The code of the pages behind the first ones: fetched once the first is shown, and again until it is here (`persistently`). */
import { type Signal, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { state } from "./flow.ts";
import { persistently } from "./persistently.ts";
import type { Room } from "./screens/inside.tsx";
import { screenOf } from "./tree.ts";

/** The pages, or null while they are on their way. */
export const inside: Signal<ComponentType<{ room: Room }> | null> = signal(null);

let fetching = false;

/** Fetches them, however often it is called. */
export function fetchInside(): void {
  if (fetching) return;
  fetching = true;
  persistently(
    () => import("./screens/inside.tsx"),
    (chunk) => {
      inside.value = chunk.Inside;
    },
    () => ["devices", "waiting", "visit"].includes(screenOf(state.peek()).name),
  );
}
