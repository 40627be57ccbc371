import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { common } from "../text/common.ts";

interface Props {
  id: string;
  label: string;
  value: string;
  button: string;
  /** So many lines, for what somebody may have to read and type elsewhere: none of it is cut off. One, without this. */
  rows?: number;
  /** It was copied. */
  onCopied?: () => void;
}

/** Something to hand on: shown in full, selected by a click, copied by a button, and said aloud when it was. */
export function CopyField({ id, label, value, button, rows, onCopied }: Props) {
  const told = useSignal("");
  const field = useRef<HTMLInputElement | HTMLTextAreaElement | null>(null);
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      told.value = common.copied;
      onCopied?.();
    } catch {
      // No clipboard without a secure context or the permission: the text is selected, so the keys still work.
      told.value = common.copyByHand;
    }
  };
  const given = {
    id,
    value,
    readOnly: true,
    ref: (element: HTMLInputElement | HTMLTextAreaElement | null) => {
      field.current = element;
    },
    onFocus: () => field.current?.select(),
  };
  return (
    <div class="field copy-field">
      <label for={id}>{label}</label>
      <div class="row">
        {rows === undefined ? (
          <input class="control" {...given} />
        ) : (
          <textarea class="control" rows={rows} {...given} />
        )}
        <Button kind="primary" onClick={copy}>
          {button}
        </Button>
      </div>
      <p role="status" class="hint">
        {told.value}
      </p>
    </div>
  );
}
