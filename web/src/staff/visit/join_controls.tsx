import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/field.tsx";
import { me } from "../session.ts";
import { visitText as text } from "../text/visit.ts";
import type { Commands } from "./commands.ts";
import { mustRead } from "./joining.ts";

/** The way into the call. A dermatologist first says to have read the intake and the note, where there are any. */
export function JoinControls({ visit, commands }: { visit: VisitFrame; commands: Commands }) {
  const read = useSignal(false);
  const busy = useSignal(false);
  const role = me.value?.role ?? "biller";
  // What was written since was not read yet, whatever was ticked before.
  useEffect(() => {
    read.value = false;
  }, [visit.note, visit.intake_version]);
  const join = async () => {
    busy.value = true;
    // With nothing to read the box says nothing either way, and is sent as it is.
    await commands.give({ type: "join", visit: visit.visit, read: read.peek() });
    busy.value = false;
  };
  return (
    <div class="join">
      {role === "dermatologist" && (
        <Choice
          label={text.read}
          name="read"
          checked={read.value}
          onChange={(event) => {
            read.value = event.currentTarget.checked;
          }}
        />
      )}
      <Button kind="primary" disabled={mustRead(role, visit) && !read.value} busy={busy.value} onClick={join}>
        {text.join}
      </Button>
    </div>
  );
}
