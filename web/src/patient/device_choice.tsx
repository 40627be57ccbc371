import { useEffect, useState } from "preact/hooks";
import type { OwnKind } from "../media/devices.ts";
import { SelectField } from "../ui/field.tsx";
import { seat, state } from "./flow.ts";
import { t } from "./text.ts";

/** Which of several cameras or microphones to use. Nothing is shown where there is only one. */
export function DeviceChoice({ kind }: { kind: OwnKind }) {
  const status = state.value.seat[kind];
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  useEffect(() => {
    const read = () => void seat.devices.list(kind).then(setDevices);
    read();
    navigator.mediaDevices?.addEventListener("devicechange", read);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", read);
  }, [kind, status]);
  if (devices.length < 2 || (status !== "on" && status !== "off")) return null;
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
