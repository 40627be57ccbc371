import type { OwnKind } from "../media/devices.ts";
import type { DeviceStatus, SeatState } from "../state/seat.ts";
import { Button } from "../ui/button.tsx";
import { playAllSounds } from "../ui/media.tsx";
import { seat, state } from "./flow.ts";
import { t } from "./text.ts";

const AWAY: readonly DeviceStatus[] = ["lost", "interrupted", "in_use", "failed"];

/** What is wrong with the patient's own devices that one touch may mend: a message's id, and the device. The voice comes first. */
function deviceTrouble({ camera, microphone, silent }: SeatState): { kind: OwnKind; message: string } | null {
  if (AWAY.includes(microphone)) return { kind: "microphone", message: `trouble-microphone-${microphone}` };
  if (microphone === "on" && silent) return { kind: "microphone", message: "trouble-microphone-silent" };
  if (AWAY.includes(camera)) return { kind: "camera", message: `trouble-camera-${camera}` };
  return null;
}

async function restore(kind: OwnKind): Promise<void> {
  if (kind === "microphone") await playAllSounds(); // What takes a microphone often stops the voices of the others too.
  await seat.devices.ask(kind);
}

/** One line and one button while a device does not do what it should; nothing while all is well. */
export function DeviceTrouble() {
  const trouble = deviceTrouble(state.value.seat);
  const { microphone } = state.value.seat;
  return (
    <div class="device-trouble" role="status">
      {trouble !== null && (
        <>
          <p>
            {t(trouble.message)}
            {trouble.kind === "camera" && microphone === "on" && ` ${t("still-heard")}`}
          </p>
          <Button kind="primary" icon={trouble.kind} onClick={() => void restore(trouble.kind)}>
            {t(trouble.message === "trouble-microphone-silent" ? "try-microphone" : `restore-${trouble.kind}`)}
          </Button>
        </>
      )}
    </div>
  );
}
