import { TextArea } from "../../ui/field.tsx";
import { visitText as text } from "../text/visit.ts";
import type { HandingOver } from "./use_hand_over.ts";

const LONGEST = 4000;

/** The note for the dermatologist, always there for whoever may hand over. The button is among the controls of the call. */
export function NoteField({ handing }: { handing: HandingOver }) {
  return (
    <section class="panel-part note-field">
      <TextArea
        name="note"
        label={text.noteField}
        hint={text.noteHint}
        rows={2}
        maxLength={LONGEST}
        value={handing.note}
        onInput={(event) => handing.write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void handing.send();
        }}
      />
    </section>
  );
}
