import { useSignal } from "@preact/signals";
import type { End, VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/field.tsx";
import { ask } from "../live.ts";
import { Dialog } from "../parts/dialog.tsx";
import { sentence } from "../refusal.ts";
import { navigate, path } from "../route.ts";
import { common } from "../text/common.ts";
import { visitText as text } from "../text/visit.ts";

type Outcome = NonNullable<End["outcome"]>;
const OUTCOMES: readonly Outcome[] = ["done", "continued_by_phone", "in_person", "patient_left"];

/** Ends the visit for everybody, with how it ended; then leads to the coding. */
export function EndDialog({ visit, onClose }: { visit: VisitFrame; onClose: () => void }) {
  const outcome = useSignal<Outcome>("done");
  const refused = useSignal("");
  const busy = useSignal(false);
  const end = async () => {
    if (busy.value) return;
    busy.value = true;
    try {
      await ask({ type: "end", visit: visit.visit, outcome: outcome.value });
      navigate(path.coding(visit.visit));
    } catch (error) {
      refused.value = sentence(error);
      busy.value = false;
    }
  };
  return (
    <Dialog title={text.endTitle} onClose={onClose}>
      <p>{text.endLead}</p>
      <fieldset>
        <legend class="legend">{text.endOutcome}</legend>
        {OUTCOMES.map((one) => (
          <Choice
            key={one}
            type="radio"
            name="outcome"
            label={common.outcomes[one]}
            checked={outcome.value === one}
            onChange={() => {
              outcome.value = one;
            }}
          />
        ))}
      </fieldset>
      {refused.value && (
        <p role="alert" class="error">
          {refused.value}
        </p>
      )}
      <div class="dialog-buttons">
        <Button kind="danger" busy={busy.value} onClick={end}>
          {text.endYes}
        </Button>
        <Button onClick={onClose}>{text.endNo}</Button>
      </div>
    </Dialog>
  );
}
