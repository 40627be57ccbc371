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

/** The shortest and longest pause before trying again, milliseconds: after a restart the visit must be back within 5 s. */
const RETRY = { first: 200, longest: 1500 };

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
  let first = true;
  let again: ReturnType<typeof setTimeout> | undefined;
  const transport: Transport = {
    onUp: () => undefined,
    onFrame: () => undefined,
    onDown: () => undefined,
    // While Socket.IO is trying by itself (`active`), asking again would only make a second try.
    connect: () => {
      if (socket.active) return;
      clearTimeout(again);
      again = setTimeout(() => socket.connect(), first ? 0 : RETRY.first * (1 + Math.random()));
      first = false;
    },
    send: (frame) => socket.emit("frame", frame),
    close: () => {
      clearTimeout(again);
      socket.off();
      socket.disconnect();
    },
  };
  socket.on("connect", () => transport.onUp());
  socket.on("frame", (frame) => transport.onFrame(frame));
  socket.on("disconnect", () => transport.onDown(false));
  socket.on("connect_error", () => {
    // Inactive: the server itself refused. Active: it was not reached, and the next try is already set.
    if (!socket.active) transport.onDown(true);
  });
  return transport;
}
