import { io, type Socket } from "socket.io-client";
import type { Transport } from "../protocol/connection.ts";
import type { ClientFrame, ServerFrame } from "../protocol/frames.ts";
import { answers } from "./knock.ts";

interface ServerEvents {
  frame(frame: ServerFrame): void;
}
interface ClientEvents {
  frame(frame: ClientFrame): void;
}

/** Every page names its tab, a patient's also its visit; the cookie says the rest. */
export type SocketAuth = { tab: string; visit?: string };

/** Pauses before trying again, milliseconds. A server that was ended is back in a second or two, and whoever is in a visit waits
 * for it; after `patient` tries it is something else, and a phone's battery counts. */
const RETRY = { first: 200, longest: 400, patient: 150, later: 3000, unavailable: 1500 };

/** Reasons to try at once come in flocks: one is enough in this time, milliseconds. */
const HURRY_MS = 1000;

/**
 * The Socket.IO end of the protocol: one event, `frame`, both ways. `auth` is asked anew for each try. Trying again is done
 * here and not by Socket.IO, because the server is knocked at first (see `answers`).
 */
export function socketTransport(auth: () => Promise<SocketAuth>): Transport {
  const socket: Socket<ServerEvents, ClientEvents> = io({
    path: "/socket.io",
    transports: ["websocket"],
    auth: (give) => void auth().then(give),
    autoConnect: false,
    reconnection: false,
    timeout: 4000,
  });
  let begun = false;
  let tries = 0;
  let hurriedAt = Number.NEGATIVE_INFINITY;
  let again: ReturnType<typeof setTimeout> | undefined;
  /** Counts what is being tried: what an earlier knock brings is thrown away. */
  let turn = 0;
  const rest = () => {
    turn++;
    clearTimeout(again);
  };
  const tryAgain = (pause: number) => {
    rest();
    const now = turn;
    again = setTimeout(async () => {
      const reached = await answers();
      if (now !== turn) return;
      if (reached) socket.connect();
      else tryAgain(nextPause());
    }, pause);
  };
  const nextPause = () => {
    tries++;
    const pause = tries > RETRY.patient ? RETRY.later : tries === 1 ? RETRY.first : RETRY.longest;
    return pause * (0.7 + 0.6 * Math.random());
  };
  const transport: Transport = {
    onUp: () => undefined,
    onFrame: () => undefined,
    onDown: () => undefined,
    connect: () => {
      if (begun) return tryAgain(nextPause());
      begun = true;
      socket.connect();
    },
    send: (frame) => socket.emit("frame", frame),
    hurry: () => {
      const now = performance.now();
      if (socket.connected || now - hurriedAt < HURRY_MS) return;
      hurriedAt = now;
      tries = 0;
      rest();
      socket.disconnect().connect();
    },
    renew: () => socket.io.engine.close(),
    close: () => {
      rest();
      socket.off();
      socket.disconnect();
    },
  };
  socket.on("connect", () => {
    tries = 0;
    rest();
    transport.onUp();
  });
  socket.on("frame", (frame) => transport.onFrame(frame));
  socket.on("disconnect", () => transport.onDown(false));
  socket.on("connect_error", (error: Error & { data?: { code?: string } }) => {
    // Still wanting to connect: the server was not reached. Not any more: the server itself refused.
    if (socket.active) return tryAgain(nextPause());
    const later = error.data?.code === "unavailable";
    transport.onDown(!later);
    // It is there and cannot let anybody in just now (its database is away): we will be welcome later.
    if (later) tryAgain(RETRY.unavailable * (1 + Math.random()));
  });
  return transport;
}
