import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { leaveFor, leaving, watchUnsaved } from "../route.ts";
import { common } from "../text/common.ts";
import { Dialog } from "./dialog.tsx";

/** Asks before the page is left, by a link, by "Back" or with the window, while it `holds` something that would be lost. */
export function Unsaved({ holds }: { holds: boolean }) {
  const now = useRef(holds);
  now.current = holds;
  useEffect(() => watchUnsaved(() => now.current), []);
  const to = leaving.value;
  if (to === null) return null;
  const stay = () => {
    leaving.value = null;
  };
  return (
    <Dialog title={common.unsavedTitle} onClose={stay}>
      <p>{common.unsaved}</p>
      <div class="dialog-buttons">
        <Button kind="primary" onClick={stay}>
          {common.unsavedStay}
        </Button>
        <Button onClick={() => leaveFor(to)}>{common.unsavedLeave}</Button>
      </div>
    </Dialog>
  );
}
