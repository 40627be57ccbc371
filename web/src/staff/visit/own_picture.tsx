import type { OwnKind } from "../../media/devices.ts";
import type { VisitFrame } from "../../protocol/frames.ts";
import type { DeviceStatus } from "../../state/seat.ts";
import { Picture } from "../../ui/media.tsx";
import { visitText as text } from "../text/visit.ts";
import type { Sitting } from "./sitting.ts";

/** The own picture, small, with the truth about who sees it. A listener, who sends nothing, has none. */
export function OwnPicture({ own, visit }: { own: Sitting; visit: VisitFrame }) {
  const { camera } = own.state.value;
  if (camera === "skipped") return null;
  const inCall = visit.parties.some((party) => party.seat === visit.you && party.in_call);
  const stream = own.seat.self.value;
  return (
    <figure class={inCall && !visit.held ? "own own-live" : "own"}>
      {stream ? <Picture stream={stream} label={text.own} mirrored /> : <p class="own-words">{whyNone(camera)}</p>}
      <figcaption>{whoSees(visit, inCall)}</figcaption>
    </figure>
  );
}

/** Pure. "Leave" is offered to whoever is in the call or in the huddle. */
function whoSees(visit: VisitFrame, inCall: boolean): string {
  if (visit.huddle && visit.commands.includes("leave")) return text.ownHuddle;
  if (inCall && visit.held) return text.ownHeld;
  return inCall ? text.inCall : text.ownNotice;
}

function whyNone(camera: DeviceStatus): string {
  if (camera === "off") return text.ownCameraOff;
  return camera === "unasked" || camera === "asking" ? text.asking : text.ownNoCamera;
}

/** Why the own camera or microphone cannot be used, and which one a click may bring back. */
export interface OwnTrouble {
  readonly words: string;
  readonly mend: OwnKind | null;
}

/** What is wrong with the own devices; null when nothing is. The voice comes first. Pure. */
export function trouble(camera: DeviceStatus, microphone: DeviceStatus, silent = false): OwnTrouble | null {
  const states = [camera, microphone];
  const gone = (state: DeviceStatus) => state === "missing" || state === "failed";
  if (states.includes("denied") || states.includes("in_app")) return { words: text.deviceDenied, mend: null };
  if (microphone === "lost") return { words: text.microphoneLost, mend: "microphone" };
  if (silent && microphone === "on") return { words: text.microphoneSilent, mend: "microphone" };
  const taken = (state: DeviceStatus) => state === "in_use" || state === "interrupted";
  if (states.some(taken)) {
    const mend = taken(microphone) ? "microphone" : "camera";
    const device = text.devices[taken(microphone) && taken(camera) ? "both" : mend];
    return { words: (states.includes("in_use") ? text.deviceInUse : text.interrupted)(device), mend };
  }
  if (camera === "lost") return { words: microphone === "on" ? text.cameraLostHeard : text.cameraLost, mend: "camera" };
  if (gone(microphone)) {
    return { words: gone(camera) ? text.deviceMissing : text.microphoneMissing, mend: "microphone" };
  }
  return gone(camera) ? { words: text.cameraMissing, mend: "camera" } : null;
}
