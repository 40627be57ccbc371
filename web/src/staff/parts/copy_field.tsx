import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { common } from "../text/common.ts";

interface Props {
  id: string;
  label: string;
  value: string;
  button: string;
  /** It was copied. */
  onCopied?: () => void;
}

/** Something to hand on: shown in full, selected by a click, copied by a button, and said aloud when it was. */
export function CopyField({ id, label, value, button, onCopied }: Props) {
  const told = useSignal("");
  const input = useRef<HTMLInputElement>(null);
  const copy = async () => {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      told.value = common.copied;
      onCopied?.();
    } catch {
      // No clipboard without a secure context or the permission: the text is selected, so the keys still work.
      told.value = common.copyByHand;
    }
  };
  return (
    <div class="field copy-field">
      <label for={id}>{label}</label>
      <div class="row">
        <input class="control" id={id} ref={input} readOnly value={value} onFocus={(e) => e.currentTarget.select()} />
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
