import type { DeviceStatus } from "../../state/seat.ts";
import { Button } from "../../ui/button.tsx";
import { visitText as text } from "../text/visit.ts";
import type { Sitting } from "./sitting.ts";

/** The own microphone and camera. A listener, who sends nothing, has neither. */
export function DeviceToggles({ own }: { own: Sitting }) {
  const { camera, microphone } = own.state.value;
  const { devices } = own.seat;
  if (camera === "skipped" && microphone === "skipped") return null;
  return (
    <>
      {microphone !== "skipped" && (
        <Toggle
          words={text.microphone}
          icon="microphone"
          status={microphone}
          flip={() => void devices.setMicrophone(microphone !== "on")}
        />
      )}
      {camera !== "skipped" && (
        <Toggle
          words={text.camera}
          icon="camera"
          status={camera}
          flip={() => void devices.setCamera(camera !== "on")}
        />
      )}
    </>
  );
}

interface ToggleProps {
  words: string;
  icon: "microphone" | "camera";
  status: DeviceStatus;
  flip: () => void;
}

/** A device's switch. One that cannot be used stays a button: pressing it asks the browser again. */
function Toggle({ words, icon, status, flip }: ToggleProps) {
  const on = status === "on";
  return (
    <Button
      icon={on ? icon : `${icon}-off`}
      class={on ? "device" : "device device-off"}
      aria-pressed={on}
      busy={status === "asking"}
      onClick={flip}
    >
      {words}
    </Button>
  );
}
