import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { page, path } from "../route.ts";
import { boardText as text } from "../text/board.ts";
import { acknowledge, alerts, soundOn, soundWanted, switchSound, unseen } from "./alerts.ts";

const NAMED = 3;

/** Who waits and has not been noticed yet, on every page but that of a visit that goes on, until somebody says to have seen it. */
export function AlertBar() {
  const rows = unseen.value;
  if (rows.length === 0) return null;
  const names = rows.slice(0, NAMED).map((row) => row.patient_name);
  return (
    <div class="banner alert-bar">
      <Icon name="clock" />
      <span class="alert-names">{text.waits(names, rows.length - names.length)}</span>
      {page.value.name !== "board" && (
        <a class="button" href={path.board}>
          {text.toBoard}
        </a>
      )}
      <Button onClick={() => acknowledge(rows.map((row) => row.visit))}>{text.seen}</Button>
    </div>
  );
}

/** Switches sound and desktop alerts. After a reload they are off whatever was chosen before, and the button says so loudly. */
export function SoundSwitch() {
  const missed = soundWanted.value && !soundOn.value;
  const blocked = soundOn.value && alerts() === "denied";
  return (
    <span class="sound-switch">
      <Button
        kind={missed ? "plain" : "quiet"}
        class={missed ? "sound-missed" : ""}
        icon={soundOn.value ? "sound" : "sound-off"}
        onClick={() => switchSound(!soundOn.value)}
      >
        {soundOn.value ? text.soundOn : text.soundOff}
      </Button>
      {blocked && <span class="aside">{text.alertsBlocked}</span>}
    </span>
  );
}
