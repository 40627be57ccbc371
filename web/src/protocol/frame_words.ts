// Made by scripts/generate_frames.py from the frames of server/signaling. Do not edit: `npm run frames`.

export const PROTOCOL_VERSION = 1;

export type Track =
  | "microphone"
  | "camera"
  | "screen"
  | "skin_camera";

export type Switch =
  | "on"
  | "off"
  | "none";

export type Role =
  | "patient"
  | "caregiver"
  | "interpreter"
  | "family"
  | "office"
  | "npc"
  | "dermatologist"
  | "scribe"
  | "biller"
  | "administrator";

export type Credential =
  | "MD"
  | "DO"
  | "NP"
  | "PA"
  | "RN"
  | "LPN"
  | "MA";

export type Command =
  | "check_in"
  | "admit_to_intake"
  | "admit_to_dermatologist"
  | "send_back"
  | "hand_over"
  | "recall"
  | "join"
  | "leave"
  | "hold"
  | "resume"
  | "huddle"
  | "end_huddle"
  | "hand_back"
  | "end"
  | "cancel"
  | "no_show"
  | "reopen"
  | "urgent"
  | "write_intake"
  | "accept_proposal"
  | "manage_link"
  | "ask_phone"
  | "attest_phone"
  | "ring"
  | "answer_ring"
  | "ask_camera"
  | "set_time";
