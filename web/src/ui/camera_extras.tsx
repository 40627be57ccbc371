import { useState } from "preact/hooks";
import type { Devices } from "../media/devices.ts";
import { Button } from "./button.tsx";

/** Light and zoom, on cameras that have them, as they stand now: somebody else may have asked for the light. */
export function CameraExtras({
  devices,
  light,
  near,
}: {
  devices: Devices;
  light: { on: string; off: string };
  near: string;
}) {
  const [, setTurn] = useState(0);
  const { torch, zoom } = devices.extras.can;
  return (
    <>
      {torch && (
        <Button
          icon="light"
          onClick={async () => {
            await devices.extras.setTorch(!devices.extras.lit);
            setTurn((turn) => turn + 1);
          }}
        >
          {devices.extras.lit ? light.off : light.on}
        </Button>
      )}
      {zoom !== null && zoom.max > zoom.min && (
        <label class="zoom">
          {near}
          <input
            type="range"
            min={zoom.min}
            max={zoom.max}
            step={zoom.step}
            defaultValue={String(devices.extras.zoom ?? zoom.min)}
            onInput={(event) => void devices.extras.setZoom(Number(event.currentTarget.value))}
          />
        </label>
      )}
    </>
  );
}
