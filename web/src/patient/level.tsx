import { useEffect, useRef } from "preact/hooks";
import { watchLevel } from "../media/level.ts";
import { seat, state } from "./flow.ts";
import { t } from "./text.ts";

/** A bar that moves with the own voice. Written straight to the element: ten times a second is not for the tree. */
export function Level() {
  const meter = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const on = state.value.seat.microphone === "on";
  const track = seat.devices.microphone;
  useEffect(() => {
    if (!on || track === null) return;
    return watchLevel(track, (level) => {
      if (bar.current !== null) bar.current.style.transform = `scaleX(${level})`;
      meter.current?.setAttribute("aria-valuenow", String(Math.round(level * 10)));
    });
  }, [on, track]);
  if (!on) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers draw a native meter each in a way of their own, and jerkily.
    <div
      ref={meter}
      class="level"
      role="meter"
      aria-label={t("microphone-level")}
      aria-valuemin={0}
      aria-valuemax={10}
      aria-valuenow={0}
    >
      <div ref={bar} />
    </div>
  );
}
