import { DeviceFields, useDeviceLists } from "../ui/device_fields.tsx";
import { seat, state } from "./flow.ts";
import { t } from "./text.ts";

/** Another camera, microphone or speaker. Nothing is shown where there is only one of each. */
export function DeviceChoice() {
  const { camera, microphone } = state.value.seat;
  const lists = useDeviceLists(seat.devices, camera, microphone);
  if (Object.values(lists).every((list) => list.length === 0)) return null;
  return (
    <details class="more">
      <summary>{t("devices-choose")}</summary>
      <div class="device-fields">
        <DeviceFields
          devices={seat.devices}
          lists={lists}
          words={{
            label: (kind) => t(`${kind}-choose`),
            unnamed: (number) => t("device-unnamed", { number }),
            usual: t("speaker-usual"),
          }}
        />
      </div>
    </details>
  );
}
