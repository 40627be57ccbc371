import type { VisitFrame, VisitState } from "../protocol/frames.ts";
import { initialSeat, interrupted, type SeatAction, type SeatState, seatReducer } from "../state/seat.ts";
import type { Answers, ConsentText, LinkSummary, PracticeContact, VisitPass } from "./api.ts";

/** Where the patient stands on the way in. From `visit` on, the visit's own state says what is shown. */
export type Step = "opening" | "birth" | "consent" | "devices" | "visit";

/** What ends the way in, each with a page that says what to do next. */
export type Obstacle =
  | "no-link"
  | "dead-link"
  | "paused"
  | "gone"
  | "elsewhere"
  | "replaced"
  | "refused"
  | "unavailable"
  | "unreachable";

/** What is wrong with what was entered: the message's id, and the field that it belongs to (null: the whole page). */
export interface FormError {
  readonly field: "birth" | "consent" | null;
  readonly message: string;
  /** How many tries are left, where they are counted. */
  readonly tries?: number;
}

/** The patient's page as one tree. */
export interface PatientState {
  readonly step: Step;
  readonly obstacle: Obstacle | null;
  /** Minutes until a paused link opens again. */
  readonly pausedMinutes: number;
  /** Whom to call about a link that opens nothing. */
  readonly practice: PracticeContact | null;
  readonly link: LinkSummary | null;
  readonly pass: VisitPass | null;
  readonly consentText: ConsentText | null;
  /** A request of the current step is under way. */
  readonly busy: boolean;
  readonly error: FormError | null;
  readonly online: boolean;
  readonly seat: SeatState;
}

export type PatientAction =
  | SeatAction
  | { readonly type: "link.looked"; readonly link: LinkSummary }
  | { readonly type: "entered"; readonly pass: VisitPass }
  | { readonly type: "consent.text"; readonly text: ConsentText }
  | { readonly type: "answers"; readonly answers: Answers }
  | { readonly type: "step"; readonly step: Step }
  | { readonly type: "busy" }
  | { readonly type: "wrong"; readonly error: FormError }
  | {
      readonly type: "obstacle";
      readonly obstacle: Obstacle;
      readonly minutes?: number;
      readonly practice?: PracticeContact;
    }
  | { readonly type: "online"; readonly online: boolean };

export const initialPatient: PatientState = {
  step: "opening",
  obstacle: null,
  pausedMinutes: 15,
  practice: null,
  link: null,
  pass: null,
  consentText: null,
  busy: false,
  error: null,
  online: true,
  seat: initialSeat,
};

/** The next state; pure. */
export function patientReducer(state: PatientState, action: PatientAction): PatientState {
  switch (action.type) {
    case "link.looked":
      return { ...state, link: action.link, step: "birth", obstacle: null, error: null };
    case "entered":
      return { ...state, pass: action.pass, busy: false, error: null, obstacle: null };
    case "consent.text":
      return { ...state, consentText: action.text };
    case "answers":
      return state.pass === null ? state : { ...state, pass: { ...state.pass, answers: action.answers } };
    case "step":
      return { ...state, step: action.step, busy: false, error: null, obstacle: null };
    case "busy":
      return { ...state, busy: true, error: null };
    case "wrong":
      return { ...state, busy: false, error: action.error };
    case "obstacle":
      return {
        ...state,
        busy: false,
        obstacle: action.obstacle,
        pausedMinutes: action.minutes ?? state.pausedMinutes,
        practice: action.practice ?? state.practice,
      };
    case "online":
      return { ...state, online: action.online };
    case "link":
      return { ...state, seat: seatReducer(state.seat, action), obstacle: obstacleOf(action) ?? state.obstacle };
    default: {
      const seat = seatReducer(state.seat, action);
      return seat === state.seat ? state : { ...state, seat };
    }
  }
}

function obstacleOf(link: Extract<SeatAction, { type: "link" }>): Obstacle | null {
  if (link.status !== "closed") return null;
  switch (link.reason) {
    case "replaced":
      return "replaced";
    case "revoked":
    case "signed_out":
      return "gone";
    case "refused":
    case "misbehaved":
      return "refused";
    default:
      return null;
  }
}

export type Screen =
  | { readonly name: "obstacle"; readonly obstacle: Obstacle }
  | { readonly name: "opening" | "birth" | "consent" | "devices" | "waiting" | "visit" | "written" }
  | { readonly name: "over"; readonly how: "ended" | "cancelled" | "no_show" };

/** What is on the screen. A visit that is over is over whatever else is wrong. */
export function screenOf(state: PatientState): Screen {
  const visit = state.seat.visit?.state ?? state.pass?.state ?? state.link?.state;
  const { pass, link } = state;
  if (pass?.answered || (pass?.without_call && pass.state === "scheduled")) {
    return state.obstacle === null ? { name: "written" } : { name: "obstacle", obstacle: state.obstacle };
  }
  if (pass === null && link?.without_call && visit === "ended" && state.obstacle === null) return { name: "birth" };
  if (visit !== undefined && isOver(visit)) return { name: "over", how: visit };
  if (state.obstacle !== null) return { name: "obstacle", obstacle: state.obstacle };
  if (state.seat.place === "elsewhere") return { name: "obstacle", obstacle: "elsewhere" };
  if (state.step !== "visit") return { name: state.step };
  return { name: state.seat.visit !== null && inVisit(state.seat.visit) ? "visit" : "waiting" };
}

/** Whether the visit in that state is over, or will not happen. */
export function isOver(state: VisitState): state is "ended" | "cancelled" | "no_show" {
  return state === "ended" || state === "cancelled" || state === "no_show";
}

/** Whether the patient has been brought in. */
export function inVisit(visit: VisitFrame): boolean {
  return visit.state !== "scheduled" && visit.state !== "waiting";
}

/** A sentence about the connection that the patient should know now (a message's id), or null when all is well. */
export function connectionTrouble(state: PatientState): string | null {
  if (!state.online) return "net-offline";
  if (state.seat.link === "lost") return state.seat.restarting ? "net-restarting" : "net-lost";
  if (state.seat.media === "full") return "net-full";
  if (interrupted(state.seat)) return "net-media";
  return null;
}
