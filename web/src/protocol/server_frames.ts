// Made by scripts/generate_frames.py from the frames of server/signaling. Do not edit: `npm run frames`.

import type { Command, Credential, Role, Switch, Track } from "./frame_words.ts";
import type { Look } from "./client_frames.ts";

/** Today's whole board, in display order. */
export interface Board {
  readonly type: "board";
  readonly version: number;
  readonly rows: readonly BoardRow[];
}

/** One visit on today's board. Times are RFC 3339 in UTC; the page shows them in the reader's zone. */
export interface BoardRow {
  readonly visit: string;
  readonly patient_name: string;
  readonly birth_year: number;
  readonly scheduled_at: string;
  readonly reason: string;
  readonly patient_status: "new" | "established" | "derive";
  readonly state: VisitState;
  readonly urgent: boolean;
  readonly waiting_since: string | null;
  readonly silent_since: string | null;
  readonly with_names: readonly string[];
  readonly camera: Switch | null;
  readonly microphone: Switch | null;
  readonly media: "new" | "connected" | "closed" | null;
  readonly commands: readonly Command[];
  readonly camera_reason: "chosen" | "none" | "denied" | "in_use" | "lost" | "interrupted" | "silent" | null;
  readonly microphone_reason: "chosen" | "none" | "denied" | "in_use" | "lost" | "interrupted" | "silent" | null;
  readonly network: "good" | "sound_only" | "poor" | "none" | null;
  readonly licence: Licence | null;
  readonly interpreter: string | null;
  readonly phone: "asked_by_patient" | "asked_by_practice" | "reached" | null;
  readonly here: boolean;
  readonly others: readonly With[];
  readonly ringing: Ringing | null;
  readonly calls: number;
  readonly called_at: string | null;
  readonly called_way: "page" | "phone" | "link" | null;
  readonly called_outcome: "answered" | "declined" | "no_answer" | "stopped" | null;
  readonly link_paused_until: string | null;
  readonly photos: number;
  readonly no_room: boolean;
  readonly wanted_since: string | null;
}

/** One row changed or came; `version` orders it after the `board` it belongs to. */
export interface BoardRowFrame {
  readonly type: "board.row";
  readonly version: number;
  readonly row: BoardRow;
}

/** The last frame: the server closes this socket, and why. Only after `stopping` does it help to connect again. */
export interface Bye {
  readonly type: "bye";
  readonly reason: "replaced" | "revoked" | "signed_out" | "stopping" | "misbehaved";
}

/** Staff: the server was told to stop. Who is in a visit goes on, nobody new gets in; `bye` `stopping` follows. */
export interface Draining {
  readonly type: "draining";
}

/** Not done; nothing was changed. `code` is for programs, `message` for the person who asked. */
export interface ErrorFrame {
  readonly type: "error";
  readonly re: number | null;
  readonly code: string;
  readonly message: string;
}

/** Staff: where evidence of all visits goes from now on. After `welcome` it is `kept` until this says otherwise. */
export interface EvidenceFrame {
  readonly type: "evidence";
  readonly keeping: "kept" | "spooled" | "not_kept";
  readonly disk_full: boolean;
}

/** Whether a dermatologist who may see the patient is licensed where the patient says to be. */
export interface Licence {
  readonly state: string;
  readonly status: "licensed" | "not_licensed" | "unknown";
  readonly licensed: readonly string[];
}

/** Where a waiting patient stands. `minutes` is the likely wait, from and to, once enough visits were measured. */
export interface Line {
  readonly place: number;
  readonly minutes: readonly [number, number] | null;
  readonly measured: number;
}

/** The answer to `media.offer`: the last negotiation of this connection. */
export interface MediaAnswer {
  readonly type: "media.answer";
  readonly re: number;
  readonly sdp: string;
}

/** Done, and on disk. */
export interface Ok {
  readonly type: "ok";
  readonly re: number;
}

/** How an ended visit ended. */
export type Outcome = "done" | "continued_by_phone" | "in_person" | "patient_left" | "answered";

/** Somebody with a seat in the visit, as the receiver may see them (patients see the practice's name for the office). */
export interface Party {
  readonly seat: string;
  readonly role: Role;
  readonly credential: Credential | null;
  readonly name: string;
  readonly connected: boolean;
  readonly in_call: boolean;
  readonly microphone: Switch;
  readonly camera: Switch;
  readonly microphone_reason: "chosen" | "none" | "denied" | "in_use" | "lost" | "interrupted" | "silent" | null;
  readonly camera_reason: "chosen" | "none" | "denied" | "in_use" | "lost" | "interrupted" | "silent" | null;
  readonly arriving: "all" | "no_picture" | "no_sound" | "nothing" | null;
  readonly away: boolean;
  readonly sends: "high" | "low" | "held" | "audio_only" | "nothing" | null;
  readonly receives: "high" | "low" | "held" | "audio_only" | "nothing" | null;
  readonly sharper: boolean;
  readonly asked: "turn" | "torch" | "phone" | null;
  readonly skin_camera: SkinCameraView | null;
}

/** How one party's connection is. Losses in permille, rates of media in kbit/s; null where nothing tells. */
export interface PartyQuality {
  readonly seat: string;
  readonly standing: "good" | "small_picture" | "lossy" | "slow" | "voice_only" | "gone";
  readonly round_trip_ms: number | null;
  readonly lost_up: number | null;
  readonly lost_down: number | null;
  readonly kbps_up: number | null;
  readonly kbps_down: number | null;
  readonly sends: "high" | "low" | "held" | "audio_only" | "nothing" | null;
  readonly receives: "high" | "low" | "held" | "audio_only" | "nothing" | null;
  readonly why: "up" | "down" | null;
}

/** The visit is to go on by phone, or does. `number` reaches the patient (staff) or the practice (the patient's side). */
export interface Phone {
  readonly status: "asked_by_patient" | "asked_by_practice" | "reached";
  readonly number: string | null;
}

/** Another party points at a place in the shown photo, or looks at a part of it. */
export interface PhotoPointed {
  readonly visit: string;
  readonly photo: string;
  readonly seat: string;
  readonly name: string;
  readonly at: readonly [number, number] | null;
  readonly look: Look | null;
  readonly type: "photo.pointed";
}

/** Every five seconds of a live visit: how the parties' connections are; the patient's side is told of its own. */
export interface QualityFrame {
  readonly type: "quality";
  readonly visit: string;
  readonly parties: readonly PartyQuality[];
}

/** A relay as `RTCPeerConnection` takes it among its `iceServers`. */
export interface RelayServer {
  readonly urls: readonly string[];
  readonly username: string;
  readonly credential: string;
}

/** The office rings the patient's page just now. */
export interface Ringing {
  readonly since: string;
  readonly by: string;
}

/** A photo that everybody in the call looks at, and who shows it. */
export interface Showing {
  readonly photo: string;
  readonly seat: string;
  readonly name: string;
}

/** A second device of the party, which shows skin. */
export interface SkinCameraView {
  readonly arriving: boolean;
  readonly sharper: boolean;
  readonly asked: "turn" | "torch" | "phone" | null;
}

/** What the receiver's media section `mid` carries now. Sections not named carry nothing. */
export interface Slot {
  readonly mid: string;
  readonly kind: "audio" | "video";
  readonly seat: string;
  readonly track: Track;
}

/** Where a visit stands. `ENDED` is final: coding and amendments have a life of their own. */
export type VisitState = "scheduled" | "waiting" | "intake" | "ready" | "with_dermatologist" | "wrap_up" | "ended" | "cancelled" | "no_show";

/** A clinician asks for a still. `number` grows with each wish; `state` says what became of it. */
export interface Still {
  readonly number: number;
  readonly seat: string;
  readonly name: string;
  readonly view: "overview" | "close" | "scale";
  readonly concern: string | null;
  readonly body_site: string | null;
  readonly state: "asked" | "refused" | "taken" | "failed";
}

/** The visit as its receiver may see it. `version` grows with every change; an older frame is to be dropped. */
export interface VisitFrame {
  readonly visit: string;
  readonly version: number;
  readonly state: VisitState;
  readonly held: boolean;
  readonly huddle: boolean;
  readonly urgent: boolean;
  readonly outcome: Outcome | null;
  readonly you: string | null;
  readonly patient_name: string;
  readonly birth_year: number | null;
  readonly parties: readonly Party[];
  readonly next_up: string | null;
  readonly sending: boolean;
  readonly slots: readonly Slot[];
  readonly commands: readonly Command[];
  readonly intake_version: number;
  readonly note: string | null;
  readonly ringing: string | null;
  readonly media: "new" | "connected" | "closed" | null;
  readonly answers_version: number;
  readonly licence: Licence | null;
  readonly network: "good" | "sound_only" | "poor" | "none" | null;
  readonly phone: Phone | null;
  readonly line: Line | null;
  readonly showing: Showing | null;
  readonly still: Still | null;
  readonly photos_version: number;
  readonly lean: boolean;
  readonly type: "visit";
}

/** The first frame: who the server takes you for. `name` is what other staff see; patients see less. */
export interface Welcome {
  readonly type: "welcome";
  readonly protocol: number;
  readonly person: string;
  readonly role: Role;
  readonly credential: Credential | null;
  readonly name: string;
  readonly visit: string | null;
  readonly relays: readonly RelayServer[];
}

/** Somebody beside the patient who has a seat in the visit. */
export interface With {
  readonly name: string;
  readonly role: Role;
  readonly credential: Credential | null;
  readonly in_call: boolean;
}

export type ServerFrame =
  | Ok
  | ErrorFrame
  | Welcome
  | Bye
  | VisitFrame
  | MediaAnswer
  | Board
  | BoardRowFrame
  | EvidenceFrame
  | Draining
  | PhotoPointed
  | QualityFrame;
