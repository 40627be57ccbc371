import { useSignal } from "@preact/signals";
import type { BoardRow } from "../../protocol/frames.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { ask } from "../live.ts";
import { Dialog } from "../parts/dialog.tsx";
import { sentence } from "../refusal.ts";
import { navigate, path } from "../route.ts";
import { boardText as text } from "../text/board.ts";
import { visitText } from "../text/visit.ts";

interface Props {
  row: Pick<BoardRow, "visit" | "patient_name" | "birth_year">;
  to: "intake" | "dermatologist";
  onClose: () => void;
}

/** The pause before a patient is let in: whom one is about to meet, to be said yes to. Keeps the wrong patient out. */
export function Guard({ row, to, onClose }: Props) {
  const refused = useSignal("");
  const busy = useSignal(false);
  const admit = async () => {
    if (busy.value) return;
    busy.value = true;
    refused.value = "";
    try {
      await ask({ type: "admit", visit: row.visit, to });
      announce(visitText.announce.admitted(row.patient_name));
      onClose();
      navigate(path.visit(row.visit));
    } catch (error) {
      refused.value = sentence(error);
      busy.value = false;
    }
  };
  return (
    <Dialog title={text.guard(row.patient_name, row.birth_year)} onClose={onClose}>
      <p>{text.guardHint}</p>
      {refused.value && (
        <p role="alert" class="error">
          {refused.value}
        </p>
      )}
      <div class="dialog-buttons">
        <Button kind="primary" busy={busy.value} onClick={admit}>
          {text.guardYes}
        </Button>
        <Button onClick={onClose}>{text.guardNo}</Button>
      </div>
    </Dialog>
  );
}
