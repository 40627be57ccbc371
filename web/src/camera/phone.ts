import { signal } from "@preact/signals";
import { Problem } from "../api/http.ts";
import { preferred } from "../locale/languages.ts";
import { Devices } from "../media/devices.ts";
import { onWake } from "../seat/wake.ts";
import type { DeviceStatus } from "../state/seat.ts";
import { keepAwake } from "../ui/wake_lock.ts";
import * as api from "./api.ts";
import { Sender } from "./sender.ts";
import { words } from "./text.ts";

export type Over = "stopped" | "ended" | "replaced" | "visit" | "dead" | "none" | "busy" | "unreachable";

/** Where this phone stands. `start`: a code was scanned and nothing has happened yet; it takes a touch. */
export type Step =
  | { readonly name: "opening" }
  | { readonly name: "start" }
  | { readonly name: "filming" }
  | { readonly name: "over"; readonly why: Over };

export interface Phone {
  readonly step: Step;
  readonly busy: boolean;
  readonly paired: api.Paired | null;
  readonly standing: api.Standing | null;
  readonly camera: DeviceStatus;
  readonly connected: boolean;
  /** The server was not reached the last time. */
  readonly lost: boolean;
}

const ASK_MS = 1500;
/** A connection that is not up after so long is offered anew, milliseconds. */
const PATIENCE_MS = 8000;
const KEY = "vestibule.camera";

export const phone = signal<Phone>({
  step: { name: "opening" },
  busy: false,
  paired: null,
  standing: null,
  camera: "unasked",
  connected: false,
  lost: false,
});
export const picture = signal<MediaStream | null>(null);

const set = (change: Partial<Phone>) => {
  phone.value = { ...phone.peek(), ...change };
};

const sender = new Sender(() => void restart());
export const devices = new Devices((kind, status, track) => {
  if (kind !== "camera") return;
  set({ camera: status });
  picture.value = track === null ? null : new MediaStream([track]);
  void sender.setTrack(track);
});
devices.lookAway();

let token = "";
let timer: ReturnType<typeof setTimeout> | undefined;
let offering = false;
let offeredAt = Number.NEGATIVE_INFINITY;
let unwake: (() => void) | null = null;

/** Begins: a code in the address waits for a touch; a page that was reloaded goes on. */
export async function begin(): Promise<void> {
  token = location.hash.slice(1);
  if (token !== "") return set({ step: { name: "start" } });
  const visit = remembered();
  if (visit === null) return finish("none");
  try {
    film(await api.readPaired(visit));
  } catch (error) {
    finish(whyOf(error));
  }
}

/** The touch: exchanges the code, once, and asks for the camera. */
export async function start(): Promise<void> {
  set({ busy: true });
  try {
    const paired = await api.pair(token);
    remember(paired.visit);
    // The code is used up; it must not stay in the address bar or the history.
    history.replaceState(null, "", location.pathname);
    void words.show(preferred([paired.language, ...navigator.languages])).catch(() => undefined);
    film(paired);
  } catch (error) {
    const why = whyOf(error);
    finish(why === "ended" ? "dead" : why);
  } finally {
    set({ busy: false });
  }
}

/** Once more, from where it stands. */
export async function again(): Promise<void> {
  if (phone.peek().step.name === "over") await begin();
  else await devices.ask("camera");
}

/** The person stops the camera: the other page is told, the light goes out. */
export async function stop(): Promise<void> {
  const visit = phone.peek().paired?.visit;
  finish("stopped");
  if (visit !== undefined) await api.end(visit).catch(() => undefined);
}

/** The person has seen what the clinician asks, and did it or not. */
export async function answer(done?: () => Promise<unknown>): Promise<void> {
  const { paired, standing } = phone.peek();
  await done?.();
  if (standing !== null) set({ standing: { ...standing, asked: null } });
  if (paired !== null) await api.answered(paired.visit).catch(() => undefined);
}

function film(paired: api.Paired): void {
  set({ paired, step: { name: "filming" } });
  keepAwake(true);
  unwake = onWake(() => {
    void devices.recover();
    look();
  });
  void devices.ask("camera");
  look();
}

/** Asks how things stand now, and then again and again. */
function look(): void {
  clearTimeout(timer);
  const visit = phone.peek().paired?.visit;
  if (visit === undefined || phone.peek().step.name !== "filming") return;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(look, ASK_MS);
  };
  api.readStanding(visit).then(
    async (standing) => {
      if (phone.peek().step.name !== "filming") return;
      set({ standing, lost: false, connected: sender.state === "connected" && standing.media === "connected" });
      await apply(visit, standing).catch(() => undefined);
      later();
    },
    (error: unknown) => {
      const why = whyOf(error);
      if (why !== "unreachable") return finish(why);
      set({ lost: true });
      later();
    },
  );
}

async function apply(visit: string, standing: api.Standing): Promise<void> {
  await devices.sharpen(standing.sharper);
  await sender.want({ sending: standing.sending && standing.pictures, sharper: standing.sharper });
  const late = sender.state !== "connected" && performance.now() - offeredAt > PATIENCE_MS;
  const none = standing.media === null || standing.media === "closed" || sender.state === null;
  if (picture.peek() === null || offering || !(none || late)) return;
  offering = true;
  offeredAt = performance.now();
  try {
    await sender.negotiate((sdp, again) => api.offer(visit, sdp, again), standing.relays);
  } catch (error) {
    if (error instanceof Problem && error.code === "too_many") finish("busy");
  } finally {
    offering = false;
  }
}

async function restart(): Promise<void> {
  const visit = phone.peek().paired?.visit;
  set({ connected: false });
  if (visit === undefined || offering) return;
  offering = true;
  try {
    await sender.restart((sdp, again) => api.offer(visit, sdp, again));
  } catch {
    offeredAt = Number.NEGATIVE_INFINITY; // The next look offers a new connection.
  } finally {
    offering = false;
  }
}

function finish(why: Over): void {
  clearTimeout(timer);
  unwake?.();
  unwake = null;
  keepAwake(false);
  sender.close();
  devices.close();
  picture.value = null;
  if (why !== "unreachable") forget();
  set({ step: { name: "over", why }, connected: false });
}

function whyOf(error: unknown): Over {
  if (!(error instanceof Problem)) return "unreachable";
  if (error.status === 401) return "ended";
  if (error.code === "seat_taken") return "replaced";
  if (error.status === 404) return "dead";
  return error.status === 409 ? "visit" : "unreachable";
}

function remembered(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(visit: string): void {
  try {
    sessionStorage.setItem(KEY, visit);
  } catch {
    // Storage may be switched off: then a reload asks for a new code.
  }
}

function forget(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // As above.
  }
}
