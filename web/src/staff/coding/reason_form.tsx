import { useSignal } from "@preact/signals";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { useArrival } from "../parts/arrival.ts";
import { ErrorSummary, faultOf } from "../parts/error_summary.tsx";
import { codingText as text } from "../text/coding.ts";

interface Props {
  name: string;
  lead: string;
  label: string;
  send: string;
  /** What is said where nothing was written; without it the field may stay empty. */
  missing?: string;
  busy: boolean;
  onSend: (written: string) => void;
  onCancel?: () => void;
}

/** A step that needs a sentence from whoever takes it: a review, an amendment, a question, an answer. */
export function ReasonForm({ name, lead, label, send, missing, busy, onSend, onCancel }: Props) {
  const written = useSignal("");
  const tries = useSignal(0);
  const form = useArrival<HTMLFormElement>();
  const wrong = useSignal(false);
  const submit = (event: Event) => {
    event.preventDefault();
    tries.value += 1;
    wrong.value = missing !== undefined && written.value.trim() === "";
    if (!wrong.value) onSend(written.value.trim());
  };
  const faults = wrong.value ? [{ field: name, message: missing ?? "" }] : [];
  return (
    <form class="override" onSubmit={submit} noValidate ref={form}>
      <p>{lead}</p>
      <ErrorSummary faults={faults} tries={tries.value} />
      <TextArea
        name={name}
        label={label}
        rows={3}
        maxLength={1000}
        value={written.value}
        error={faultOf(faults, name)}
        onInput={(e) => {
          written.value = e.currentTarget.value;
        }}
      />
      <div class="row">
        <Button type="submit" kind="primary" busy={busy}>
          {send}
        </Button>
        {onCancel && <Button onClick={onCancel}>{text.overrideNo}</Button>}
      </div>
    </form>
  );
}
