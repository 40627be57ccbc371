import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { call } from "../../api/http.ts";
import { TextArea } from "../../ui/field.tsx";
import type { VisitRecord } from "../records.ts";
import { visitText as text } from "../text/visit.ts";

const PAUSE_MS = 1000;

/** What the patient reads after the visit. Kept by itself a moment after the last key, and when the field is left. */
export function PatientNote({ record, open = false }: { record: VisitRecord; open?: boolean }) {
  const typed = useSignal(record.patient_note?.text ?? "");
  const kept = useRef(typed.peek());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const told = useSignal("");
  const last = useRef(Promise.resolve());
  // One after the other, so that an older text never arrives last.
  const save = () => {
    clearTimeout(timer.current);
    last.current = last.current.then(send);
  };
  const send = async () => {
    const now = typed.peek();
    if (now === kept.current) return;
    try {
      await call("PUT", `/api/visits/${record.id}/patient-note`, { text: now });
      kept.current = now;
      told.value = text.patientNoteSaved;
    } catch {
      told.value = text.patientNoteFailed;
    }
  };
  // Whoever ends the visit in mid-sentence has written what is there.
  useEffect(() => save, []);
  return (
    <details class="panel-part" open={open || typed.peek() !== ""}>
      <summary>{text.patientNote}</summary>
      <TextArea
        name="patient_note"
        // The line above says the same, to whoever sees it.
        label={<span class="visually-hidden">{text.patientNote}</span>}
        hint={text.patientNoteHint}
        rows={3}
        maxLength={4000}
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
          told.value = "";
          clearTimeout(timer.current);
          timer.current = setTimeout(save, PAUSE_MS);
        }}
        onBlur={save}
      />
      <p role="status" class="saved">
        {told.value}
      </p>
    </details>
  );
}
