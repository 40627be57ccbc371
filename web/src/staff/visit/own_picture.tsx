import type { VisitFrame } from "../../protocol/frames.ts";
import type { DeviceStatus } from "../../state/seat.ts";
import { Picture } from "../../ui/media.tsx";
import { visitText as text } from "../text/visit.ts";
import type { OwnSeat } from "./use_seat.ts";

/** The own picture, small, with the truth about who sees it. A listener, who sends nothing, has none. */
export function OwnPicture({ own, visit }: { own: OwnSeat; visit: VisitFrame }) {
  const { camera, microphone } = own.state.value;
  if (camera === "skipped") return null;
  const inCall = visit.parties.some((party) => party.seat === visit.you && party.in_call);
  const stream = own.seat.self.value;
  return (
    <figure class={inCall ? "own own-live" : "own"}>
      {stream ? (
        <Picture stream={stream} label={text.own} mirrored />
      ) : (
        <p class="own-words">{whyNone(camera, microphone)}</p>
      )}
      <figcaption>{whoSees(visit, inCall)}</figcaption>
    </figure>
  );
}

/** Pure. "Leave" is offered to whoever is in the call or in the huddle. */
function whoSees(visit: VisitFrame, inCall: boolean): string {
  if (visit.huddle && visit.commands.includes("leave")) return text.ownHuddle;
  return inCall ? text.inCall : text.ownNotice;
}

function whyNone(camera: DeviceStatus, microphone: DeviceStatus): string {
  switch (camera) {
    case "off":
      return text.ownCameraOff;
    case "denied":
    case "in_app":
      return text.deviceDenied;
    case "in_use":
      return text.deviceInUse;
    case "missing":
    case "failed":
    case "lost":
      return microphone === "on" || microphone === "off" ? text.ownNoCamera : text.deviceMissing;
    default:
      return text.asking;
  }
}
