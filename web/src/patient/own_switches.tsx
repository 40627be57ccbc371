import type { ComponentChildren } from "preact";
import type { OwnKind } from "../media/devices.ts";
import type { DeviceStatus } from "../state/seat.ts";
import { Icon } from "../ui/icon.tsx";
import { seat, state } from "./flow.ts";
import { forget, remember } from "./tab.ts";
import { t } from "./text.ts";

const WORDS: Partial<Record<DeviceStatus, string>> = {
  interrupted: "switch-paused",
  lost: "switch-broken",
  in_use: "switch-broken",
  failed: "switch-broken",
};

function stateWord(kind: OwnKind, status: DeviceStatus): string {
  if (status === "on") return t(`switch-${kind}-on`);
  if (status === "off" || status === "skipped") return t(`switch-${kind}-off`);
  return t(WORDS[status] ?? "switch-none");
}

function Switch({ kind, set }: { kind: OwnKind; set: (on: boolean) => Promise<void> }) {
  const status = state.value.seat[kind];
  const on = status === "on";
  return (
    <button type="button" class="switch" aria-pressed={on} onClick={() => void set(!on)}>
      <Icon name={on ? kind : `${kind}-off`} />
      <span>{t(kind)}</span>
      {/* aria-pressed says it already */}
      <span class="switch-state" aria-hidden="true">
        {stateWord(kind, status)}
      </span>
    </button>
  );
}

async function setCamera(on: boolean): Promise<void> {
  if (on) forget("camera");
  else remember("camera", "skipped");
  await seat.devices.setCamera(on);
}

/** The patient's own microphone and camera, wherever the visit is. */
export function OwnSwitches({ children }: { children?: ComponentChildren }) {
  return (
    <div class="switches">
      <Switch kind="microphone" set={(on) => seat.devices.setMicrophone(on)} />
      <Switch kind="camera" set={setCamera} />
      {children}
    </div>
  );
}
