import type { VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { visitText as text } from "../text/visit.ts";
import type { Commands } from "./commands.ts";

interface Props {
  visit: VisitFrame;
  commands: Commands;
  onClose: () => void;
}

/** The wrong patient was admitted: back into the waiting room, after one question. */
export function SendBackDialog({ visit, commands, onClose }: Props) {
  return (
    <Dialog title={text.sendBackTitle(visit.patient_name)} onClose={onClose}>
      <div class="dialog-buttons">
        <Button
          kind="primary"
          onClick={() => {
            onClose();
            void commands.give({ type: "send_back", visit: visit.visit });
          }}
        >
          {text.sendBackYes}
        </Button>
        <Button onClick={onClose}>{text.sendBackNo}</Button>
      </div>
    </Dialog>
  );
}
