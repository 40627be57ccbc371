import { useEffect, useId, useRef } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { common } from "../text/common.ts";
import { visitText as text } from "../text/visit.ts";
import { GRACE_MS, secondsLeft } from "./ending.ts";
import type { Outcome, VisitEnding } from "./use_ending.ts";

const OUTCOMES: readonly Outcome[] = ["done", "continued_by_phone", "in_person", "patient_left"];

/** Says that the visit is about to end, asks how it ended, and lets it go on. It takes the focus, so it is read aloud. */
export function EndingBanner({ ending }: { ending: VisitEnding }) {
  const box = useRef<HTMLDivElement>(null);
  const byPointer = useRef(false);
  const id = useId();
  const { countdown, outcome, paused, keepGoing } = ending;
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    const listen = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      keepGoing();
    };
    document.addEventListener("keydown", listen);
    return () => {
      document.removeEventListener("keydown", listen);
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  if (!countdown.value) return null;
  return (
    <div class="notice ending" role="status" tabIndex={-1} ref={box}>
      <p class="ending-words">
        {/* The number that counts down is for the eye: spoken, it would drown everything else. */}
        <span class="visually-hidden">{text.endsIn(GRACE_MS / 1000)}</span>
        <span aria-hidden="true">{text.endsIn(secondsLeft(countdown.value))}</span>
        {paused.value && <span class="ending-paused">{text.endPaused}</span>}
      </p>
      <div class="field ending-outcome">
        <label for={id}>{text.endOutcome}</label>
        <select
          id={id}
          name="outcome"
          class="control"
          value={outcome.value}
          onFocus={() => {
            paused.value = true;
          }}
          onBlur={() => {
            paused.value = false;
          }}
          onPointerDown={() => {
            byPointer.current = true;
          }}
          onKeyDown={() => {
            byPointer.current = false;
          }}
          onChange={(event) => {
            outcome.value = event.currentTarget.value as Outcome;
            // Chosen with the mouse the answer is given; with the arrow keys the next one may still be on its way.
            if (byPointer.current) box.current?.focus();
          }}
        >
          {OUTCOMES.map((one) => (
            <option key={one} value={one} selected={one === outcome.value}>
              {common.outcomes[one]}
            </option>
          ))}
        </select>
      </div>
      <Button kind="primary" onClick={keepGoing}>
        {text.keepGoing}
      </Button>
    </div>
  );
}
