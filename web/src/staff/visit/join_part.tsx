import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/field.tsx";
import { me } from "../session.ts";
import { visitText as text } from "../text/visit.ts";
import type { Commands } from "./commands.ts";
import { mustRead } from "./joining.ts";

/** The dermatologist's way in: below what there is to read, and only after saying that it was read. */
export function JoinPart({ visit, commands }: { visit: VisitFrame; commands: Commands }) {
  const read = useSignal(false);
  const busy = useSignal(false);
  // A new note was not read yet, whatever was ticked before.
  // The note and the intake's version are the reasons to start over.
  useEffect(() => {
    read.value = false;
  }, [visit.note, visit.intake_version]);
  if (!visit.commands.includes("join") || !mustRead(me.value?.role ?? "biller", visit)) return null;
  const join = async () => {
    busy.value = true;
    await commands.give({ type: "join", visit: visit.visit, read: true });
    busy.value = false;
  };
  return (
    <section class="panel-part join-part">
      <Choice
        label={text.read}
        name="read"
        checked={read.value}
        onChange={(event) => {
          read.value = event.currentTarget.checked;
        }}
      />
      <Button kind="primary" disabled={!read.value} busy={busy.value} onClick={join}>
        {text.join}
      </Button>
      {!read.value && <p class="hint">{text.readFirst}</p>}
    </section>
  );
}
