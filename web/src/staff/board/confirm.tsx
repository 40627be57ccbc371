import { Button } from "../../ui/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { boardText as text } from "../text/board.ts";

/** Something that a patient would notice, asked before it is done. */
export interface Question {
  title: string;
  /** What comes of it. */
  more?: string | undefined;
  yes: string;
  /** It ends something for the patient. */
  danger?: boolean;
  act: () => void;
}

export function ConfirmDialog({ question, onClose }: { question: Question; onClose: () => void }) {
  return (
    <Dialog title={question.title} onClose={onClose}>
      {question.more && <p>{question.more}</p>}
      <div class="dialog-buttons">
        <Button
          kind={question.danger ? "danger" : "primary"}
          onClick={() => {
            onClose();
            question.act();
          }}
        >
          {question.yes}
        </Button>
        <Button onClick={onClose}>{text.confirmNo}</Button>
      </div>
    </Dialog>
  );
}
