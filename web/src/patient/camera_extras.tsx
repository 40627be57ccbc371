import { useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { seat, state } from "./flow.ts";
import { t } from "./text.ts";

/** Light and zoom, on cameras that have them. */
export function CameraExtras() {
  const [lit, setLit] = useState(false);
  if (state.value.seat.camera !== "on") return null;
  const { torch, zoom } = seat.devices.extras;
  return (
    <>
      {torch && (
        <Button
          aria-pressed={lit}
          onClick={async () => {
            if (await seat.devices.setTorch(!lit)) setLit(!lit);
          }}
        >
          {t("camera-torch")}
        </Button>
      )}
      {zoom !== null && zoom.max > zoom.min && (
        <label class="zoom">
          {t("camera-zoom")}
          <input
            type="range"
            min={zoom.min}
            max={zoom.max}
            step={zoom.step}
            defaultValue={String(zoom.min)}
            onInput={(event) => void seat.devices.setZoom(Number(event.currentTarget.value))}
          />
        </label>
      )}
    </>
  );
}
