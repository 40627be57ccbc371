import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { common } from "../text/common.ts";
import { visitText as text } from "../text/visit.ts";
import type { Commands } from "./commands.ts";

const LONGEST = 4000;

/** The note for the dermatologist, and the hand-over itself. What was written before stands in it already. */
export function HandOver({ visit, commands, onClose }: { visit: VisitFrame; commands: Commands; onClose: () => void }) {
  const note = useSignal(visit.note ?? "");
  const busy = useSignal(false);
  useEffect(() => {
    document.getElementsByName("note")[0]?.focus();
  }, []);
  const send = async () => {
    if (busy.value) return;
    busy.value = true;
    if (await commands.give({ type: "hand_over", visit: visit.visit, note: note.value.trim() })) onClose();
    busy.value = false;
  };
  return (
    <form
      class="panel-part hand-over"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send();
        if (event.key === "Escape") onClose();
      }}
    >
      <TextArea
        name="note"
        label={text.noteField}
        hint={text.noteHint}
        rows={5}
        maxLength={LONGEST}
        value={note.value}
        onInput={(event) => {
          note.value = event.currentTarget.value;
        }}
      />
      <div class="row">
        <Button type="submit" kind="primary" busy={busy.value}>
          {text.handOver}
        </Button>
        <Button onClick={onClose}>{common.cancel}</Button>
      </div>
    </form>
  );
}
