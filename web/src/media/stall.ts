import type { Observation } from "./health.ts";

/**
 * Silence of this length is said to the person, milliseconds. The server reports at least every 0.6 s on whatever is sent and to
 * whoever is sent something, so that a muted, held or lonely peer is not silent; with two looks a second it is said within 1.5 s.
 */
const STALLED = 900;

/**
 * Whether nothing arrives on a connection that seems to stand, where something should. Nothing that is done to mend it counts as a
 * sign of life, only bytes do. Times are arguments, in milliseconds of one monotonic clock.
 */
export class Stall {
  #bytes = -1;
  #grewAt = Number.NEGATIVE_INFINITY;

  /** Whether it is to be said now. */
  observe(now: number, { connection, expecting, bytes }: Observation): boolean {
    // Fewer than before are no sign either: a path that was given up took its own with it.
    if (!expecting || connection !== "connected" || bytes === null || bytes > this.#bytes) this.#grewAt = now;
    this.#bytes = bytes ?? -1;
    return now - this.#grewAt > STALLED;
  }
}
