import { Heading } from "../../ui/heading.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Picture } from "../../ui/media.tsx";
import { seat, state } from "../flow.ts";
import { practice } from "../frame.tsx";
import { OwnSwitches } from "../own_switches.tsx";
import { t } from "../text.ts";
import { TroubleLine } from "../trouble.tsx";

/** What the waiting room says now: on the way in, or there. */
function Status() {
  const visit = state.value.seat.visit;
  const there = visit?.state === "waiting";
  return (
    <div class="notice waiting" role="status">
      <strong>{there ? t("waiting-status", { practice: practice()?.name ?? "" }) : t("waiting-joining")}</strong>
      {visit !== null && !there && <p>{t("checking-in")}</p>}
      {there && visit.next_up && <p>{t("waiting-next", { name: visit.next_up })}</p>}
    </div>
  );
}

export function Waiting() {
  return (
    <div class="step">
      <Heading title={t("waiting-heading")} />
      <Status />
      <TroubleLine />
      <p>{t("waiting-how")}</p>
      <div class="self-wait">
        {seat.self.value ? (
          <Picture stream={seat.self.value} label={t("self-view")} mirrored />
        ) : (
          <p class="no-picture">
            <Icon name="camera-off" />
            <span>{t("self-view-none")}</span>
          </p>
        )}
      </div>
      <OwnSwitches />
      <p class="hint">{t("waiting-lock")}</p>
    </div>
  );
}
