import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { BoardRow } from "../../protocol/frames.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { ask } from "../live.ts";
import { Dialog } from "../parts/dialog.tsx";
import { sentence } from "../refusal.ts";
import { navigate, path } from "../route.ts";
import { boardText as text } from "../text/board.ts";
import { visitText } from "../text/visit.ts";
import { riseEarly, sitEarly } from "../visit/sitting.ts";

interface Props {
  row: Pick<BoardRow, "visit" | "patient_name" | "birth_year">;
  to: "intake" | "dermatologist";
  /** Whether this page has no seat in the visit yet: camera and connection then get ready while the question stands. */
  early?: boolean;
  onClose: () => void;
}

/** The pause before a patient is let in: whom one is about to meet, to be said yes to. Keeps the wrong patient out. */
export function Guard({ row, to, early = false, onClose }: Props) {
  const refused = useSignal("");
  const busy = useSignal(false);
  const admitted = useRef(false);
  useEffect(() => {
    if (early) sitEarly(row.visit);
    return () => {
      if (!admitted.current) riseEarly();
    };
  }, []);
  const admit = async () => {
    if (busy.value) return;
    busy.value = true;
    refused.value = "";
    try {
      await ask({ type: "admit", visit: row.visit, to });
      admitted.current = true;
      announce(visitText.announce.admitted(row.patient_name));
      onClose();
      navigate(path.visit(row.visit));
    } catch (error) {
      refused.value = sentence(error);
      busy.value = false;
    }
  };
  return (
    <Dialog title={text.guard(row.patient_name, row.birth_year)} onClose={onClose}>
      <p>{text.guardHint}</p>
      {early && <p class="hint">{text.guardCamera}</p>}
      {refused.value && (
        <p role="alert" class="error">
          {refused.value}
        </p>
      )}
      <div class="dialog-buttons">
        <Button kind="primary" busy={busy.value} onClick={admit}>
          {text.guardYes}
        </Button>
        <Button onClick={onClose}>{text.guardNo}</Button>
      </div>
    </Dialog>
  );
}
