import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Heading } from "../../ui/heading.tsx";
import { begin, moveHere, returnToVisit, state } from "../flow.ts";
import { CallPractice } from "../frame.tsx";
import { t } from "../text.ts";
import type { Obstacle } from "../tree.ts";

/** The one thing to do about it here, where there is one. */
const NEXT: Partial<Record<Obstacle, { label: string; act: () => Promise<void> }>> = {
  paused: { label: "try-again", act: begin },
  elsewhere: { label: "replaced-here", act: moveHere },
  replaced: { label: "replaced-here", act: () => returnToVisit(true) },
  refused: { label: "try-again", act: () => returnToVisit() },
  unavailable: { label: "try-again", act: begin },
  unreachable: { label: "try-again", act: begin },
};

/** What the practice can mend, and this page cannot. */
const BY_PHONE: readonly Obstacle[] = ["dead-link", "gone", "paused", "refused", "unavailable"];

/** Where trying again cannot help yet, the call comes first. */
const CALL_FIRST: readonly Obstacle[] = ["dead-link", "gone", "paused"];

/** Something is in the way: what it is, and the next step. */
export function ObstaclePage({ obstacle }: { obstacle: Obstacle }) {
  const next = NEXT[obstacle];
  const [busy, setBusy] = useState(false);
  return (
    <div class="step">
      <Heading title={t(`${obstacle}-heading`)} />
      <p>{t(`${obstacle}-text`, { minutes: state.value.pausedMinutes })}</p>
      {CALL_FIRST.includes(obstacle) && <CallPractice words="call-practice" primary />}
      {next && (
        <Button
          kind={CALL_FIRST.includes(obstacle) ? "plain" : "primary"}
          busy={busy}
          onClick={() => {
            setBusy(true);
            void next.act().finally(() => setBusy(false));
          }}
        >
          {t(next.label)}
        </Button>
      )}
      {BY_PHONE.includes(obstacle) && !CALL_FIRST.includes(obstacle) && <CallPractice words="call-practice" />}
    </div>
  );
}
