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
    <figure class={inCall ? "own own-live" : "own"}>
      {stream ? <Picture stream={stream} label={text.own} mirrored /> : <p class="own-words">{whyNone(camera)}</p>}
      <figcaption>{whoSees(visit, inCall)}</figcaption>
    </figure>
  );
}

/** Pure. "Leave" is offered to whoever is in the call or in the huddle. */
function whoSees(visit: VisitFrame, inCall: boolean): string {
  if (visit.huddle && visit.commands.includes("leave")) return text.ownHuddle;
  return inCall ? text.inCall : text.ownNotice;
}

function whyNone(camera: DeviceStatus): string {
  if (camera === "off") return text.ownCameraOff;
  return camera === "unasked" || camera === "asking" ? text.asking : text.ownNoCamera;
}

/** Why the own camera or microphone cannot be used, and what to do about it; empty when they can. Pure. */
export function trouble(camera: DeviceStatus, microphone: DeviceStatus): string {
  const states = [camera, microphone];
  if (states.includes("denied") || states.includes("in_app")) return text.deviceDenied;
  if (states.includes("in_use")) return text.deviceInUse;
  const gone = (state: DeviceStatus) => state === "missing" || state === "failed" || state === "lost";
  if (gone(microphone)) return gone(camera) ? text.deviceMissing : text.microphoneMissing;
  return gone(camera) ? text.cameraMissing : "";
}
