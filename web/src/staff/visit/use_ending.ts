import { type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { End } from "../../protocol/frames.ts";
import { navigate, path } from "../route.ts";
import type { Commands } from "./commands.ts";
import { type Ending, isDue, justAsked, later } from "./ending.ts";

export type Outcome = NonNullable<End["outcome"]>;

/** How often the countdown looks at the clock, milliseconds. */
const LOOK_MS = 200;

export interface VisitEnding {
  /** The countdown; null while nobody asked for the end. */
  readonly countdown: ReadonlySignal<Ending | null>;
  readonly outcome: Signal<Outcome>;
  /** While true the countdown stands still. */
  readonly paused: Signal<boolean>;
  /** The first time it begins the countdown, the second time it ends the visit at once. */
  readonly ask: () => void;
  readonly keepGoing: () => void;
}

/** `usual`: how it ends where nobody says otherwise. Ends the visit some seconds after it was asked for, unless it is taken back; at once, when the page is left meanwhile. */
export function useEnding(visit: string, mayEnd: boolean, commands: Commands, usual: Outcome = "done"): VisitEnding {
  const countdown = useSignal<Ending | null>(null);
  const outcome = useSignal<Outcome>("done");
  const paused = useSignal(false);
  const running = countdown.value !== null;
  const keepGoing = () => {
    countdown.value = null;
    paused.value = false;
  };
  const end = async () => {
    keepGoing();
    if (await commands.give({ type: "end", visit, outcome: outcome.peek() })) navigate(path.coding(visit));
  };
  useEffect(() => {
    if (!running) return undefined;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const next = later(countdown.peek() ?? justAsked, now - last, paused.peek());
      last = now;
      countdown.value = next;
      if (isDue(next)) void end();
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [running]);
  useEffect(() => {
    // Who asks for the end and closes the window means it: the visit must not go on with nobody there. Listened for all the time,
    // since an effect of the press would come after the next picture, and the window may be gone by then.
    const leaving = () => {
      if (!countdown.peek()) return;
      keepGoing();
      void commands.give({ type: "end", visit, outcome: outcome.peek() });
    };
    addEventListener("pagehide", leaving);
    return () => {
      removeEventListener("pagehide", leaving);
      leaving();
    };
  }, []);
  // Somebody else may have ended it, or the visit may have moved to where it cannot be ended.
  useEffect(() => {
    if (!mayEnd) keepGoing();
  }, [mayEnd]);
  return {
    countdown,
    outcome,
    paused,
    ask: () => {
      if (countdown.peek()) void end();
      else {
        outcome.value = usual;
        countdown.value = justAsked;
      }
    },
    keepGoing,
  };
}
