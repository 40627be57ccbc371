import type { Checked } from "../api.ts";

export type Way = "udp" | "tcp" | "relay";

/** What a network keeps from passing, by the way that was found: which message names it; null where everything passes. `relays`:
 * whether there was a relay to try. Pure. */
export function failingStep(way: Way | null, relays: boolean): "tcp" | "relay" | "none" | "none-relay" | null {
  if (way === null) return relays ? "none-relay" : "none";
  return way === "udp" ? null : way;
}

/** What was measured of the own media on their way to the server and back. */
export interface Sample {
  /** Whether anything came back. */
  readonly through: boolean;
  readonly round_trip_ms: number | null;
  /** Of both directions together. */
  readonly loss_permille: number | null;
  /** What came back, kilobits a second. */
  readonly kbps: number | null;
  /** Whether the browser says that the network, not the camera or the processor, holds the picture back. */
  readonly held_back: boolean;
  /** How it went: straight, by TCP where no UDP passes, by a relay where neither does; null where nothing does. */
  readonly way: Way | null;
  /** Whether there was a picture to send. */
  readonly picture: boolean;
}

/** Below this a held-back picture is not worth sending: clinics elsewhere warn below 330 kbit/s. */
const VIDEO_KBPS = 330;
const VIDEO = { loss: 50, round_trip: 500 };
const SOUND = { loss: 150, round_trip: 1000 };

/** In one word what the connection is good for. Pure. */
export function verdictOf(sample: Sample): Checked["network"] {
  if (!sample.through) return "none";
  const within = (bar: { loss: number; round_trip: number }) =>
    (sample.loss_permille ?? 0) <= bar.loss && (sample.round_trip_ms ?? 0) <= bar.round_trip;
  const slow = sample.picture && sample.held_back && (sample.kbps ?? 0) < VIDEO_KBPS;
  if (within(VIDEO) && !slow) return "good";
  return within(SOUND) ? "sound_only" : "poor";
}
