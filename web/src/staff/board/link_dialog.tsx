import { Button } from "../../ui/button.tsx";
import { CopyField } from "../parts/copy_field.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { boardText as text } from "../text/board.ts";
import { common } from "../text/common.ts";

interface Props {
  title: string;
  lead: string;
  link: string;
  onClose: () => void;
}

/** A patient's link, once: the server keeps only its digest and cannot show it again. */
export function LinkDialog({ title, lead, link, onClose }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{lead}</p>
      <CopyField id="patient-link" label={text.linkLabel} value={link} button={text.copyLink} />
      <div class="dialog-buttons">
        <Button onClick={onClose}>{common.close}</Button>
      </div>
    </Dialog>
  );
}
