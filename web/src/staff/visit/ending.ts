/** The seconds between "End visit" and the end, in which it can be taken back. Pure. */

/** From the click to the end, milliseconds, when nothing pauses it. */
export const GRACE_MS = 4_000;
/** However long somebody chooses how the visit ended: this long after the click it ends, milliseconds. */
export const LONGEST_MS = 20_000;

export interface Ending {
  /** What is left of the grace, milliseconds. */
  readonly left: number;
  /** Since the click, milliseconds. */
  readonly age: number;
}

export const justAsked: Ending = { left: GRACE_MS, age: 0 };

/** After `ms` more, which count for nothing but the age while `paused`. */
export function later(ending: Ending, ms: number, paused: boolean): Ending {
  const left = Math.max(0, paused ? ending.left : ending.left - ms);
  return { left, age: ending.age + ms };
}

/** Whether the visit ends now. */
export function isDue(ending: Ending): boolean {
  return ending.left <= 0 || ending.age >= LONGEST_MS;
}

/** Whole seconds to go, as they are shown: 4 right after the click, never 0. */
export function secondsLeft(ending: Ending): number {
  return Math.max(1, Math.ceil(Math.min(ending.left, LONGEST_MS - ending.age) / 1000));
}
