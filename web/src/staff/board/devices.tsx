import type { BoardRow } from "../../protocol/frames.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { boardText } from "../text/board.ts";

const text = boardText.devices;

interface Device {
  icon: IconName;
  words: string;
  /** Something a person should know before admitting. */
  warn: boolean;
}

/** What the patient's page says of camera, microphone and connection, in words. Pure. */
function devicesOf(
  row: Pick<BoardRow, "camera" | "microphone" | "media"> &
    Partial<Pick<BoardRow, "camera_reason" | "microphone_reason" | "network" | "no_room">>,
): Device[] {
  const found: Device[] = [];
  const why = row.camera === "none" && row.camera_reason ? text.reasons[row.camera_reason] : undefined;
  if (row.camera === "on") found.push({ icon: "camera", words: text.cameraOn, warn: false });
  if (row.microphone === "on" && row.camera !== null && row.camera !== "on")
    found.push({ icon: "camera-off", words: text.audioOnly, warn: true });
  else if (row.camera === "off") found.push({ icon: "camera-off", words: text.cameraOff, warn: true });
  // Where it is known why, there may well be a camera.
  else if (row.camera === "none" && why === undefined)
    found.push({ icon: "camera-off", words: text.cameraNone, warn: true });
  if (why !== undefined) found.push({ icon: "camera-off", words: why, warn: true });
  if (row.microphone === "on" && row.microphone_reason === "silent")
    found.push({ icon: "microphone-off", words: text.silent, warn: true });
  else if (row.microphone === "on") found.push({ icon: "microphone", words: text.microphoneOn, warn: false });
  if (row.microphone === "off") found.push({ icon: "microphone-off", words: text.microphoneOff, warn: true });
  if (row.microphone === "none") found.push({ icon: "microphone-off", words: text.microphoneNone, warn: true });
  if (row.media === "connected") found.push({ icon: "check", words: text.connected, warn: false });
  if (row.media === "new") found.push({ icon: "clock", words: text.connecting, warn: false });
  if (row.no_room) found.push({ icon: "warning", words: text.noRoom, warn: true });
  else if (row.media === "closed") found.push({ icon: "warning", words: text.closed, warn: true });
  const network = row.network && row.network !== "good" ? text.network[row.network] : undefined;
  if (row.network === "good") found.push({ icon: "check", words: text.networkGood, warn: false });
  if (network !== undefined) found.push({ icon: "warning", words: network, warn: true });
  return found;
}

/** The patient's devices and connection: an icon and its words each. */
export function Devices({ row }: { row: BoardRow }) {
  const found = devicesOf(row);
  if (found.length === 0) return <span class="devices-none">{text.nothing}</span>;
  return (
    <ul class="devices">
      {found.map(({ icon, words, warn }) => (
        <li key={words} class={warn ? "warn" : ""}>
          <Icon name={icon} />
          <span>{words}</span>
        </li>
      ))}
    </ul>
  );
}
