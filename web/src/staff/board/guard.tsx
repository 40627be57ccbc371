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
import { justAdmitted } from "../visit/admitted.ts";
import { NoLicence } from "../visit/no_licence.tsx";
import { riseEarly, sitEarly } from "../visit/sitting.ts";
import { isLive } from "./order.ts";
import { boardStore } from "./store.ts";

interface Props {
  row: Pick<BoardRow, "visit" | "patient_name" | "birth_year" | "licence">;
  to: "intake" | "dermatologist";
  /** Whether this page has no seat in the visit yet: camera and connection then get ready while the question stands. */
  early?: boolean;
  /** Why the question comes by itself: the patient has answered the call of whoever is asked. */
  because?: string | undefined;
  onClose: () => void;
}

/** The pause before a patient is let in: whom one is about to meet, to be said yes to. Keeps the wrong patient out. */
export function Guard({ row, to, early = false, because, onClose }: Props) {
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
      justAdmitted(row.visit);
      announce(visitText.announce.admitted(row.patient_name));
      onClose();
      navigate(path.visit(row.visit));
    } catch (error) {
      refused.value = sentence(error);
      busy.value = false;
    }
  };
  // A colleague was quicker: the sentence says who, and this is the way to them.
  const now = boardStore.state.value.rows.get(row.visit);
  const gone = isLive(now?.state ?? "");
  return (
    <Dialog title={text.guard(row.patient_name, row.birth_year)} onClose={onClose}>
      {because && <p role="status">{because}</p>}
      <NoLicence licence={row.licence} />
      {now?.no_room && <p class="notice waiting">{text.guardNoRoom}</p>}
      <p>{text.guardHint}</p>
      {to === "dermatologist" && <p>{text.guardStraight}</p>}
      {early && <p class="hint">{text.guardCamera}</p>}
      {refused.value && (
        <p role="alert" class="error">
          {refused.value}
        </p>
      )}
      <div class="dialog-buttons">
        {refused.value && gone ? (
          <a class="button primary" href={path.visit(row.visit)}>
            {text.openVisit}
          </a>
        ) : (
          <Button kind="primary" busy={busy.value} onClick={admit}>
            {text.guardYes}
          </Button>
        )}
        <Button onClick={onClose}>{text.guardNo}</Button>
      </div>
    </Dialog>
  );
}
