import { Problem, Unreachable } from "../../api/http.ts";
import { beginPhoto, bytesPath, type NewPhoto, type Photo } from "./api.ts";

/** How a photo's sending stands: bytes that are on the server, and seconds that are left, once that can be said. */
export interface Progress {
  readonly sent: number;
  readonly secondsLeft: number | null;
}

const LEAST = 64 * 1024;
const AGAIN_MS = [1000, 2000, 4000, 8000, 15_000];
/** A piece that takes longer is cut short: the line is dead, or too slow for a piece of that size. */
const PIECE_MS = 60_000;

/** Waits until the network is back, or for a while. */
export function later(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      removeEventListener("online", done);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
  });
}

async function put(path: string, piece: Blob): Promise<Photo> {
  const given = AbortSignal.timeout(PIECE_MS);
  let response: Response;
  try {
    response = await fetch(path, {
      method: "PUT",
      credentials: "same-origin",
      headers: { "Content-Type": "application/octet-stream" },
      body: piece,
      signal: given,
    });
  } catch {
    throw new Unreachable();
  }
  const body = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  if (!response.ok) {
    throw new Problem(response.status, String(body?.code ?? ""), String(body?.detail ?? ""), null, body ?? {});
  }
  // Cut off on its way: what became of the piece is asked for again. A photo without a state is not one that is done.
  if (body === null) throw new Unreachable();
  return body as unknown as Photo;
}

/** So often a photo that is "not now" is tried again: for over a minute, in which a piece of it that is in other hands ends. */
const NOT_NOW_TRIES = 8;

/** Whether trying again can help: the network, a server that is away or has another piece of this photo in hand. A visit that is
 * over answers as the last of these does, and does not pass. */
function passing(error: unknown, tries: number): boolean {
  if (!(error instanceof Problem)) return error instanceof Unreachable;
  return error.status >= 500 || (error.status === 409 && tries < NOT_NOW_TRIES);
}

/**
 * Sends a photo in pieces, from where the server stands. A lost connection loses at most the piece under way; it goes on until
 * it is there or `stopped` says so. Throws `Problem` where the server will not have it.
 */
export async function sendPhoto(
  visit: string,
  photo: NewPhoto,
  file: Blob,
  chunk: number,
  told: (progress: Progress, photo: Photo) => void,
  stopped: () => boolean,
): Promise<Photo | null> {
  let tries = 0;
  let piece = 256 * 1024;
  let speed = 0;
  let at = -1;
  let known: Photo | null = null;
  while (!stopped()) {
    try {
      if (known === null || at < 0) {
        known = await beginPhoto(visit, photo);
        at = known.offset ?? 0;
      }
      if (known.state !== "receiving") return known;
      const end = Math.min(at + Math.min(piece, chunk), file.size);
      const begun = performance.now();
      known = await put(bytesPath(visit, known.id, at), file.slice(at, end));
      const ms = Math.max(1, performance.now() - begun);
      speed = speed === 0 ? (end - at) / ms : 0.7 * speed + (0.3 * (end - at)) / ms;
      at = known.offset ?? end;
      // About a second for each piece: small on a bad line, as large as the server takes on a good one.
      piece = Math.max(LEAST, Math.min(chunk, speed * 1000));
      tries = 0;
      told({ sent: at, secondsLeft: Math.ceil((file.size - at) / speed / 1000) }, known);
      if (known.state !== "receiving") return known;
    } catch (error) {
      if (error instanceof Problem && error.code === "wrong_offset") {
        at = Number(error.body.offset);
        continue;
      }
      if (!passing(error, tries)) throw error;
      at = -1;
      piece = LEAST;
      if (known !== null) told({ sent: known.offset ?? 0, secondsLeft: null }, known);
      await later(AGAIN_MS[Math.min(tries++, AGAIN_MS.length - 1)] as number);
    }
  }
  return null;
}
