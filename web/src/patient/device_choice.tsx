import { useEffect, useState } from "preact/hooks";
import type { OwnKind } from "../media/devices.ts";
import { SelectField } from "../ui/field.tsx";
import { seat, state } from "./flow.ts";
import { t } from "./text.ts";

const KINDS = ["camera", "microphone"] as const;
type Lists = Record<OwnKind, readonly MediaDeviceInfo[]>;

function Chooser({ kind, devices }: { kind: OwnKind; devices: readonly MediaDeviceInfo[] }) {
  return (
    <SelectField
      label={t(`${kind}-choose`)}
      value={seat.devices[kind]?.getSettings().deviceId ?? ""}
      onChange={(event) => void seat.devices.ask(kind, event.currentTarget.value)}
    >
      {devices.map((device, index) => (
        <option key={device.deviceId} value={device.deviceId}>
          {device.label || t("device-unnamed", { number: index + 1 })}
        </option>
      ))}
    </SelectField>
  );
}

/** Another camera or microphone. Nothing is shown where there is only one of each. */
export function DeviceChoice() {
  const { camera, microphone } = state.value.seat;
  const [lists, setLists] = useState<Lists>({ camera: [], microphone: [] });
  // Devices get their names once one of them was allowed, so they are read again with each new status.
  useEffect(() => {
    const read = async () =>
      setLists({ camera: await seat.devices.list("camera"), microphone: await seat.devices.list("microphone") });
    const changed = () => void read();
    changed();
    navigator.mediaDevices?.addEventListener("devicechange", changed);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", changed);
  }, [camera, microphone]);
  const several = KINDS.filter((kind) => lists[kind].length > 1 && seat.devices[kind] !== null);
  if (several.length === 0) return null;
  return (
    <details class="more">
      <summary>{t("devices-choose")}</summary>
      {several.map((kind) => (
        <Chooser key={kind} kind={kind} devices={lists[kind]} />
      ))}
    </details>
  );
}
