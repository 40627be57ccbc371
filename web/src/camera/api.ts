import { call } from "../api/http.ts";
import type { RelayServer } from "../protocol/frames.ts";

/** Which visit a phone films for. */
export interface Paired {
  readonly visit: string;
  readonly practice: string;
  readonly language: string;
}

/** How things stand for the phone; asking is its sign of life too. */
export interface Standing {
  /** Somebody looks on. */
  readonly seen: boolean;
  /** Its picture should flow now. */
  readonly sending: boolean;
  /** Its way up carries a picture. */
  readonly pictures: boolean;
  /** The server's word on its connection; null or closed: offer one. */
  readonly media: "new" | "connected" | "closed" | null;
  readonly sharper: boolean;
  readonly asked: "turn" | "torch" | "phone" | null;
  readonly relays: readonly RelayServer[];
}

export interface Code {
  /** The code as an SVG in a data address. */
  readonly picture: string;
  /** For how long it can be used. */
  readonly seconds: number;
}

const of = (visit: string) => `visit=${encodeURIComponent(visit)}`;

// The phone's side.
export const pair = (token: string) => call<Paired>("POST", "/api/skin-camera/enter", { token });
export const readPaired = (visit: string) => call<Paired>("GET", `/api/skin-camera/visit?${of(visit)}`);
export const readStanding = (visit: string) => call<Standing>("GET", `/api/skin-camera?${of(visit)}`);
export const offer = async (visit: string, sdp: string, restart: boolean) =>
  (await call<{ readonly sdp: string }>("POST", "/api/skin-camera/offer", { visit, sdp, restart })).sdp;
export const answered = (visit: string) => call<void>("POST", "/api/skin-camera/answered", { visit });
export const end = (visit: string) => call<void>("POST", "/api/skin-camera/end", { visit });

// The side of the page beside it.
export const makeCode = (visit: string) => call<Code>("POST", "/api/visit-pass/skin-camera", { visit });
export const endPhone = (visit: string) => call<void>("POST", "/api/visit-pass/skin-camera/end", { visit });
