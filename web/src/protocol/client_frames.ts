// Made by scripts/generate_frames.py from the frames of server/signaling. Do not edit: `npm run frames`.

import type { Switch } from "./frame_words.ts";

/** Bring the waiting patient in: to the intake, or straight to the dermatologist. */
export interface Admit {
  readonly id: number;
  readonly visit: string;
  readonly type: "admit";
  readonly to: "intake" | "dermatologist";
}

/** My page went out of sight (another tab, another app, a locked screen), or is back. */
export interface Away {
  readonly id: number;
  readonly visit: string;
  readonly type: "away";
  readonly on: boolean;
}

/** Staff: stop sending me the board. */
export interface BoardLeave {
  readonly id: number;
  readonly type: "board.leave";
}

/** Staff: send me today's board, and each row as it changes, until `board.leave`. */
export interface BoardWatch {
  readonly id: number;
  readonly type: "board.watch";
}

/**
 * Clinician: detail rather than motion from that party's camera, or as usual; or ask its person for the other camera, or for
 * light, or for a phone beside it. The party itself: I have seen what you ask.
 */
export interface Camera {
  readonly id: number;
  readonly visit: string;
  readonly type: "camera";
  readonly seat: string;
  readonly ask: "sharper" | "usual" | "turn" | "torch" | "phone" | "answered";
  readonly track?: "camera" | "skin_camera";
}

/** The appointment will not happen. */
export interface Cancel {
  readonly id: number;
  readonly visit: string;
  readonly type: "cancel";
}

/** Patient: I am here and ready; put me into the waiting room. */
export interface CheckIn {
  readonly id: number;
  readonly visit: string;
  readonly type: "check_in";
}

/** End the visit for everybody. */
export interface End {
  readonly id: number;
  readonly visit: string;
  readonly type: "end";
  readonly outcome?: "done" | "continued_by_phone" | "in_person" | "patient_left";
}

/** Dermatologist: my part is done, the wrap-up is yours. */
export interface HandBack {
  readonly id: number;
  readonly visit: string;
  readonly type: "hand_back";
}

/** The intake is done; the note is what the dermatologist reads before joining. */
export interface HandOver {
  readonly id: number;
  readonly visit: string;
  readonly type: "hand_over";
  readonly note: string;
}

/** Nobody hears or sees the patient, and the patient hears and sees nobody, until switched off. */
export interface Hold {
  readonly id: number;
  readonly visit: string;
  readonly type: "hold";
  readonly on: boolean;
}

/** Clinicians talk among themselves; the patient sees who comes next. */
export interface Huddle {
  readonly id: number;
  readonly visit: string;
  readonly type: "huddle";
  readonly on: boolean;
}

/** Let my picture and voice into the call. A dermatologist says to have read intake and note. */
export interface Join {
  readonly id: number;
  readonly visit: string;
  readonly type: "join";
  readonly read?: boolean;
}

/** Take my picture and voice out of the call; the visit goes on. */
export interface Leave {
  readonly id: number;
  readonly visit: string;
  readonly type: "leave";
}

/** Where somebody looks in a photo: the point in the middle as fractions of its width and height, and how near. */
export interface Look {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** My microphone or camera was switched, or cannot be used, and why. */
export interface MediaDevice {
  readonly id: number;
  readonly visit: string;
  readonly type: "media.device";
  readonly track: "microphone" | "camera" | "screen";
  readonly state: Switch;
  readonly reason?: "chosen" | "none" | "denied" | "in_use" | "lost" | "interrupted" | "silent";
}

/** The seat's one offer, with every section it will ever need. A later one replaces the connection. */
export interface MediaOffer {
  readonly id: number;
  readonly visit: string;
  readonly type: "media.offer";
  readonly sdp: string;
}

/** My network changed: the same connection by another way. The offer of an ICE restart, its sections and keys as they were. */
export interface MediaRestart {
  readonly id: number;
  readonly visit: string;
  readonly type: "media.restart";
  readonly sdp: string;
}

/** The patient did not come. */
export interface NoShow {
  readonly id: number;
  readonly visit: string;
  readonly type: "no_show";
}

/** Ask to go on by phone, take that back, or say (staff) to have the patient on the phone. */
export interface PhoneStep {
  readonly id: number;
  readonly visit: string;
  readonly type: "phone";
  readonly step: "ask" | "withdraw" | "reached";
}

/**
 * I point there in the shown photo (null: nowhere any more), and look at this part of it. Send the next one once this is
 * answered.
 */
export interface PhotoPoint {
  readonly id: number;
  readonly visit: string;
  readonly type: "photo.point";
  readonly at?: readonly [number, number] | null;
  readonly look?: Look | null;
}

/** Clinician in the call: everybody looks at this photo of the visit. Anybody in the call: null ends it. */
export interface PhotoShow {
  readonly id: number;
  readonly visit: string;
  readonly type: "photo.show";
  readonly photo: string | null;
}

/** Take the visit back into the intake before the dermatologist has joined. */
export interface Recall {
  readonly id: number;
  readonly visit: string;
  readonly type: "recall";
}

/** Undo a cancellation or a no-show. */
export interface Reopen {
  readonly id: number;
  readonly visit: string;
  readonly type: "reopen";
}

/** The office calls the patient: by ringing the open page, or, as the office says itself, by phone or by the link. */
export interface Ring {
  readonly id: number;
  readonly visit: string;
  readonly type: "ring";
  readonly way?: "page" | "phone" | "link";
}

/** Patient: I have seen that you call. Yes, or not now. */
export interface RingAnswer {
  readonly id: number;
  readonly visit: string;
  readonly type: "ring.answer";
  readonly accept: boolean;
}

/** The office stops ringing. */
export interface RingStop {
  readonly id: number;
  readonly visit: string;
  readonly type: "ring.stop";
}

/** Put the patient back into the waiting room (the wrong one was admitted). */
export interface SendBack {
  readonly id: number;
  readonly visit: string;
  readonly type: "send_back";
}

/**
 * Clinician: `ask` for a still at the camera's full resolution. Patient: it was `taken` and is being sent, `refused`, or
 * `failed`.
 */
export interface StillRequest {
  readonly id: number;
  readonly visit: string;
  readonly type: "still";
  readonly step: "ask" | "taken" | "refused" | "failed";
  readonly view?: "overview" | "close" | "scale";
  readonly concern?: string | null;
  readonly body_site?: string | null;
}

/** Raise the visit on the board, or put it back. */
export interface Urgent {
  readonly id: number;
  readonly visit: string;
  readonly type: "urgent";
  readonly on: boolean;
}

/** Staff: give my seat up (the patient's seat stays taken until the visit ends). */
export interface VisitClose {
  readonly id: number;
  readonly visit: string;
  readonly type: "visit.close";
}

/** Patient's page before check-in: it is open, tell it when the practice rings. Takes no seat. */
export interface VisitListen {
  readonly id: number;
  readonly visit: string;
  readonly type: "visit.listen";
}

/** Take my seat in this visit: patient's page or a member of staff's visit page. Nobody sees or hears me yet. */
export interface VisitOpen {
  readonly id: number;
  readonly visit: string;
  readonly type: "visit.open";
  readonly take_over?: boolean;
}

/** Clinician: countable work of this kind starts (`on`), still goes on (`on` again), or stops now. */
export interface Work {
  readonly id: number;
  readonly visit: string;
  readonly type: "work";
  readonly activity: "image_review" | "chart_review" | "documentation" | "ordering" | "care_coordination";
  readonly on: boolean;
}

export type ClientFrame =
  | BoardWatch
  | BoardLeave
  | VisitListen
  | VisitOpen
  | VisitClose
  | CheckIn
  | RingAnswer
  | Ring
  | RingStop
  | Admit
  | SendBack
  | HandOver
  | Recall
  | Join
  | Leave
  | Hold
  | Huddle
  | HandBack
  | End
  | Cancel
  | NoShow
  | Reopen
  | Urgent
  | PhoneStep
  | MediaOffer
  | MediaDevice
  | MediaRestart
  | Camera
  | Away
  | Work
  | PhotoShow
  | PhotoPoint
  | StillRequest;
