import type { CloseReason, ConnectionEvent, LinkStatus } from "../protocol/connection.ts";
import type { Party, QualityFrame, Slot, Switch, Track, VisitFrame, Welcome } from "../protocol/frames.ts";

/**
 * What this page can do with its own camera or microphone.
 * `unasked`: not asked yet · `asking`: the browser is asking the person · `on`, `off`: there is one, switched so ·
 * `denied`, `missing`, `in_use`, `failed`: there is none to use, and why · `in_app`: a browser inside another app that
 * gives no camera · `lost`: it was unplugged or taken away · `interrupted`: the system has taken it for a while, as for a
 * phone call · `skipped`: the person chose to go without.
 */
export type DeviceStatus =
  | "unasked"
  | "asking"
  | "on"
  | "off"
  | "denied"
  | "missing"
  | "in_use"
  | "failed"
  | "in_app"
  | "lost"
  | "interrupted"
  | "skipped";

/**
 * `none` before the first offer; `connecting`, `connected`; `broken`: lost, being offered anew; `full`: the server carries as many
 * visits as it can, asked again until there is room.
 */
export type MediaStatus = "none" | "connecting" | "connected" | "broken" | "full";

/** Where the seat is: `none` while not taken yet, `here`, or `elsewhere`: another window of the same person has it. */
export type Place = "none" | "here" | "elsewhere";

/** One seat's running part: the socket, the newest visit frame, the media connection and the own devices. */
export interface SeatState {
  readonly link: LinkStatus;
  /** Why the link closed for good; null while it has not. */
  readonly closed: CloseReason | null;
  /** The server said that it stops for a moment: what follows is a restart, not a broken network. */
  readonly restarting: boolean;
  readonly me: Welcome | null;
  readonly place: Place;
  /** The newest truth about the visit; kept while the link is lost, so that the page does not flicker. */
  readonly visit: VisitFrame | null;
  readonly media: MediaStatus;
  /** How the connections of the parties are, by the newest reading; null before the first. */
  readonly quality: QualityFrame | null;
  readonly camera: DeviceStatus;
  readonly microphone: DeviceStatus;
  /** The microphone is on and gives nothing at all: switched off on the headset, or dead. */
  readonly silent: boolean;
  /** The browser refused to play sound before a touch. */
  readonly soundBlocked: boolean;
}

export type SeatAction =
  | ConnectionEvent
  | { readonly type: "media"; readonly status: MediaStatus }
  | { readonly type: "device"; readonly track: "camera" | "microphone"; readonly status: DeviceStatus }
  | { readonly type: "place"; readonly place: Place }
  | { readonly type: "silent"; readonly silent: boolean }
  | { readonly type: "sound"; readonly blocked: boolean }
  | { readonly type: "visit.left" };

export const initialSeat: SeatState = {
  link: "connecting",
  closed: null,
  restarting: false,
  me: null,
  place: "none",
  visit: null,
  media: "none",
  quality: null,
  camera: "unasked",
  microphone: "unasked",
  silent: false,
  soundBlocked: false,
};

/** The next state. Frames of no concern to a seat (the board) change nothing. */
export function seatReducer(state: SeatState, action: SeatAction): SeatState {
  switch (action.type) {
    case "link":
      return { ...state, link: action.status, closed: action.reason };
    case "welcome":
      return { ...state, me: action, restarting: false };
    case "bye":
      return { ...state, restarting: action.reason === "stopping" };
    case "visit":
      return { ...state, visit: action };
    case "quality":
      return { ...state, quality: action };
    case "visit.left":
      return { ...state, visit: null, media: "none", place: "none" };
    case "place":
      return { ...state, place: action.place };
    case "media":
      return { ...state, media: action.status };
    case "device":
      return { ...state, [action.track]: action.status };
    case "silent":
      return { ...state, silent: action.silent };
    case "sound":
      return { ...state, soundBlocked: action.blocked };
    default:
      return state;
  }
}

/** A device's state in the protocol's words. */
export function deviceSwitch(status: DeviceStatus): Switch {
  return status === "on" || status === "off" ? status : "none";
}

/** Why a device is as it is, in the protocol's words. */
export function deviceReason(status: DeviceStatus): NonNullable<Party["camera_reason"]> {
  switch (status) {
    case "denied":
    case "in_app":
      return "denied";
    case "in_use":
      return "in_use";
    case "lost":
    case "interrupted":
      return status;
    case "missing":
    case "failed":
      return "none";
    default:
      return "chosen";
  }
}

/** What of this page's own tracks the server receives, by its newest word; null where nothing is due. */
export function ownArriving(visit: VisitFrame | null): Party["arriving"] {
  return visit?.parties.find((party) => party.seat === visit.you)?.arriving ?? null;
}

/** Whether the own picture and sound do not get through: the browser says so, or the server, to which nothing comes. */
export function interrupted({ media, visit }: Pick<SeatState, "media" | "visit">): boolean {
  return media === "broken" || ownArriving(visit) === "nothing";
}

/** The key under which a slot's stream is kept: it follows the seat, whatever section carries it. */
export function streamKey(slot: Pick<Slot, "seat" | "track">): string {
  return `${slot.seat}/${slot.track}`;
}

/** Whether the receiver's newest frame carries this track of that seat now. */
export function carries(visit: VisitFrame, seat: string, track: Track): boolean {
  return visit.slots.some((slot) => slot.seat === seat && slot.track === track);
}
