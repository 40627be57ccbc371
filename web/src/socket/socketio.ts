import { io, type Socket } from "socket.io-client";
import type { Transport } from "../protocol/connection.ts";
import type { ClientFrame, ServerFrame } from "../protocol/frames.ts";

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
const RETRY = { first: 200, longest: 400, patient: 150, later: 3000 };

/** Reasons to try at once come in flocks: one is enough in this time, milliseconds. */
const HURRY_MS = 1000;

/** The Socket.IO end of the protocol: one event, `frame`, both ways. `auth` is asked anew for each try. */
export function socketTransport(auth: () => Promise<SocketAuth>): Transport {
  const socket: Socket<ServerEvents, ClientEvents> = io({
    path: "/socket.io",
    transports: ["websocket"],
    auth: (give) => void auth().then(give),
    autoConnect: false,
    reconnectionDelay: RETRY.first,
    reconnectionDelayMax: RETRY.longest,
    randomizationFactor: 0.3,
    timeout: 4000,
  });
  socket.io.on("reconnect_attempt", (tries) => {
    socket.io.reconnectionDelayMax(tries < RETRY.patient ? RETRY.longest : RETRY.later);
  });
  let pause = 0;
  let hurriedAt = Number.NEGATIVE_INFINITY;
  let again: ReturnType<typeof setTimeout> | undefined;
  const transport: Transport = {
    onUp: () => undefined,
    onFrame: () => undefined,
    onDown: () => undefined,
    // While Socket.IO is trying by itself (`active`), asking again would only make a second try.
    connect: () => {
      if (socket.active) return;
      clearTimeout(again);
      again = setTimeout(() => socket.connect(), pause * (1 + Math.random()));
      pause = RETRY.first;
    },
    send: (frame) => socket.emit("frame", frame),
    hurry: () => {
      const now = performance.now();
      if (socket.connected || now - hurriedAt < HURRY_MS) return;
      hurriedAt = now;
      clearTimeout(again);
      socket.disconnect().connect();
    },
    renew: () => socket.io.engine.close(),
    close: () => {
      clearTimeout(again);
      socket.off();
      socket.disconnect();
    },
  };
  socket.on("connect", () => transport.onUp());
  socket.on("frame", (frame) => transport.onFrame(frame));
  socket.on("disconnect", () => transport.onDown(false));
  socket.on("connect_error", (error: Error & { data?: { code?: string } }) => {
    // Inactive: the server itself refused. Active: it was not reached, and the next try is already set.
    if (socket.active) return;
    // It is there and cannot let anybody in just now (its database is away): we will be welcome later.
    const later = error.data?.code === "unavailable";
    if (later) pause = RETRY.later / 2;
    transport.onDown(!later);
  });
  return transport;
}
