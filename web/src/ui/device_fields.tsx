import { useEffect, useState } from "preact/hooks";
import type { DeviceKind, Devices } from "../media/devices.ts";
import { chooseSpeaker, speaker, speakersCanBeChosen } from "../media/speaker.ts";
import type { DeviceStatus } from "../state/seat.ts";
import { SelectField } from "./field.tsx";

const KINDS = ["camera", "microphone", "speaker"] as const;
/** Browsers list the system's own choice a second time, under these names. */
const USUAL = ["default", "communications"];
type Lists = Readonly<Record<DeviceKind, readonly MediaDeviceInfo[]>>;
const NONE: Lists = { camera: [], microphone: [], speaker: [] };

/** What the fields are called. */
export interface DeviceWords {
  readonly label: (kind: DeviceKind) => string;
  /** A device without a name, the `number`-th of its kind. */
  readonly unnamed: (number: number) => string;
  /** The speaker that the browser chooses by itself. */
  readonly usual: string;
}

/** The devices of each kind from which there is something to choose now; the others' lists are empty. */
export function useDeviceLists(devices: Devices, camera: DeviceStatus, microphone: DeviceStatus): Lists {
  const [lists, setLists] = useState(NONE);
  // Devices get their names once one of them was allowed, so they are read again with each new status.
  useEffect(() => {
    let there = true;
    const read = async () => {
      const [cameras, microphones, speakers] = await Promise.all(KINDS.map((kind) => devices.list(kind)));
      const gone = speaker.peek() !== "" && !speakers?.some(({ deviceId }) => deviceId === speaker.peek());
      // Unplugged: the browser's own choice plays on.
      if (gone && (speakers?.length ?? 0) > 0) chooseSpeaker("");
      if (!there) return;
      setLists({
        camera: devices.camera === null ? [] : several(cameras),
        microphone: devices.microphone === null ? [] : several(microphones),
        speaker: speakersCanBeChosen() ? several(speakers).filter(({ deviceId }) => !USUAL.includes(deviceId)) : [],
      });
    };
    const changed = () => void read();
    changed();
    navigator.mediaDevices?.addEventListener("devicechange", changed);
    return () => {
      there = false;
      navigator.mediaDevices?.removeEventListener("devicechange", changed);
    };
  }, [devices, camera, microphone]);
  return lists;
}

function several(found: readonly MediaDeviceInfo[] = []): readonly MediaDeviceInfo[] {
  return found.length > 1 ? found : [];
}

/** A choice for each kind of device of which there is more than one. */
export function DeviceFields({ devices, lists, words }: { devices: Devices; lists: Lists; words: DeviceWords }) {
  return (
    <>
      {KINDS.filter((kind) => lists[kind].length > 0).map((kind) => (
        <SelectField
          key={kind}
          label={words.label(kind)}
          value={kind === "speaker" ? speaker.value : (devices[kind]?.getSettings().deviceId ?? "")}
          onChange={({ currentTarget: { value } }) => {
            if (kind === "speaker") chooseSpeaker(value);
            else void devices.ask(kind, value);
          }}
        >
          {kind === "speaker" && <option value="">{words.usual}</option>}
          {lists[kind].map((device, index) => (
            <option key={device.deviceId} value={device.deviceId}>
              {device.label || words.unnamed(index + 1)}
            </option>
          ))}
        </SelectField>
      ))}
    </>
  );
}
