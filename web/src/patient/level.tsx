import { useEffect, useRef, useState } from "preact/hooks";
import { watchLevel } from "../media/level.ts";
import { seat, state } from "./flow.ts";
import { Later } from "./later.tsx";
import { t } from "./text.ts";

/** Below this for so long (milliseconds) no room is as quiet: the microphone is covered, switched off on the device, or broken. */
const SILENT = { level: 0.02, ms: 5000 };

const silentHelp = () => import("./check/silent_help.tsx").then((chunk) => chunk.SilentHelp);

/** A bar that moves with the own voice. Written straight to the element: ten times a second is not for the tree. */
export function Level() {
  const meter = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const on = state.value.seat.microphone === "on";
  const track = seat.devices.microphone;
  const [silent, setSilent] = useState(false);
  useEffect(() => {
    if (!on || track === null) return;
    let heardAt = performance.now();
    return watchLevel(track, (level) => {
      if (bar.current !== null) bar.current.style.transform = `scaleX(${level})`;
      meter.current?.setAttribute("aria-valuenow", String(Math.round(level * 10)));
      if (level > SILENT.level) heardAt = performance.now();
      setSilent(performance.now() - heardAt > SILENT.ms);
    });
  }, [on, track]);
  if (!on) return null;
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: browsers draw a native meter each in a way of their own, and jerkily. */}
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
      {silent && <Later load={silentHelp} with={{}} />}
    </>
  );
}
