import { Button } from "../../ui/button.tsx";
import { DeviceFields, useDeviceLists } from "../../ui/device_fields.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { common } from "../text/common.ts";
import { visitText } from "../text/visit.ts";
import type { Sitting } from "./sitting.ts";

const text = visitText.deviceChoice;

/** Another camera, microphone or speaker, in the call or before it. What is chosen is used at once. */
export function DevicesDialog({ own, onClose }: { own: Sitting; onClose: () => void }) {
  const { camera, microphone } = own.state.value;
  const lists = useDeviceLists(own.seat.devices, camera, microphone);
  const none = Object.values(lists).every((list) => list.length === 0);
  return (
    <Dialog title={text.title} onClose={onClose}>
      {none && <p>{text.none}</p>}
      <DeviceFields
        devices={own.seat.devices}
        lists={lists}
        words={{ label: (kind) => text.labels[kind], unnamed: text.unnamed, usual: text.usual }}
      />
      <div class="dialog-buttons">
        <Button onClick={onClose}>{common.close}</Button>
      </div>
    </Dialog>
  );
}
