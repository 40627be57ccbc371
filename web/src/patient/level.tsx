import { useEffect, useRef } from "preact/hooks";
import { watchLevel } from "../media/level.ts";
import { seat, state } from "./flow.ts";
import { t } from "./text.ts";

/** A bar that moves with the own voice. Written straight to the element: ten times a second is not for the tree. */
export function Level() {
  const meter = useRef<HTMLMeterElement>(null);
  const on = state.value.seat.microphone === "on";
  const track = seat.devices.microphone;
  useEffect(() => {
    if (!on || track === null) return;
    return watchLevel(track, (level) => {
      if (meter.current !== null) meter.current.value = level;
    });
  }, [on, track]);
  return on ? <meter ref={meter} class="level" min={0} max={1} value={0} aria-label={t("microphone-level")} /> : null;
}
