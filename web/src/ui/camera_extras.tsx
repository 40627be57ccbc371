import { useState } from "preact/hooks";
import type { Devices } from "../media/devices.ts";
import { Button } from "./button.tsx";

/** Light and zoom, on cameras that have them, as they stand now: somebody else may have asked for the light. */
export function CameraExtras({ devices, light, near }: { devices: Devices; light: string; near: string }) {
  const [, setTurn] = useState(0);
  const { torch, zoom } = devices.extras;
  return (
    <>
      {torch && (
        <Button
          aria-pressed={devices.lit}
          onClick={async () => {
            await devices.setTorch(!devices.lit);
            setTurn((turn) => turn + 1);
          }}
        >
          {light}
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
            defaultValue={String(devices.zoom ?? zoom.min)}
            onInput={(event) => void devices.setZoom(Number(event.currentTarget.value))}
          />
        </label>
      )}
    </>
  );
}
