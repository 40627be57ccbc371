/** The staff page's one live connection: open while somebody is signed in, shared by the board and the visit page. */

import { signal } from "@preact/signals";
import { type CloseReason, Connection, ConnectionLost, type LinkStatus, type Request } from "../protocol/connection.ts";
import type { EvidenceFrame } from "../protocol/frames.ts";
import { tabId } from "../seat/tab.ts";
import { socketTransport } from "../socket/socketio.ts";
import { noticeRow } from "./board/expected.ts";
import { boardStore } from "./board/store.ts";
import { forget, locked, me, readSession } from "./session.ts";
import { common } from "./text/common.ts";
import { forgetNotes } from "./visit/use_hand_over.ts";

export const link = signal<LinkStatus>("connecting");

/** The server said that it is going down for a moment: what follows is a restart, not a broken network. */
export const stopping = signal(false);

/** The server was told to stop and waits for the visits that go on: until the next one, nobody new gets in. */
export const draining = signal(false);

/** Where the evidence of visits goes now: into the database, unless the server says otherwise. */
export const keeping = signal<EvidenceFrame["keeping"]>("kept");

/** Whether it goes elsewhere because there is no room where the database is. */
export const diskFull = signal(false);

/** Why the connection was closed for good, where that is not a sign-out. */
export const closedBecause = signal<CloseReason | null>(null);

export const connection = signal<Connection | null>(null);

/** Opens the connection for whoever is signed in. */
export function goLive(): void {
  if (connection.peek()) return;
  const fresh = new Connection(socketTransport(async () => ({ tab: await tabId() })));
  fresh.listen((event) => {
    if (event.type === "link") onLink(fresh, event.status, event.reason);
    else if (event.type === "welcome") {
      keeping.value = "kept";
      diskFull.value = false;
      draining.value = false;
    } else if (event.type === "draining") draining.value = true;
    else if (event.type === "evidence") {
      keeping.value = event.keeping;
      diskFull.value = event.disk_full;
    } else if (event.type === "bye") stopping.value = event.reason === "stopping";
    else if (event.type === "board") boardStore.dispatch(event);
    else if (event.type === "board.row") {
      const before = boardStore.state.peek().rows.get(event.row.visit);
      boardStore.dispatch(event);
      noticeRow(before, event.row);
    }
  });
  closedBecause.value = null;
  link.value = "connecting";
  connection.value = fresh;
  fresh.open();
}

let reclaiming = false;

/** Opens the connection again after the visit had moved to another window: the next seat is taken from that window. */
export function goLiveHere(): void {
  reclaiming = true;
  goLive();
}

/** Whether the seat that is taken now was asked for by `goLiveHere`: true once. */
export function reclaims(): boolean {
  const was = reclaiming;
  reclaiming = false;
  return was;
}

/** Closes the connection and keeps what the page holds: it is locked, and goes on from here. */
export function goQuiet(): void {
  connection.peek()?.close();
  connection.value = null;
}

/** Closes the connection of whoever was signed in, and forgets what it showed. */
export function goDark(): void {
  connection.peek()?.close();
  connection.value = null;
  boardStore.dispatch({ type: "forgotten" });
  forgetNotes();
}

function onLink(of: Connection, status: LinkStatus, reason: CloseReason | null): void {
  if (of !== connection.peek()) return;
  link.value = status;
  if (status === "open") stopping.value = false;
  if (status !== "closed" || reason === "left") return;
  connection.value = null;
  if (reason === "signed_out") void askWhySignedOut();
  else if (reason === "revoked") forget(common.revoked);
  else if (reason === "refused") void askWhy();
  else closedBecause.value = reason;
}

/** The sign-in ended, or it was locked because nobody used the page: the server can say which. */
async function askWhySignedOut(): Promise<void> {
  try {
    await readSession();
  } catch {
    // Not reached: signed out is what is known.
  }
  if (locked.peek() === null && !me.peek()) forget(common.signedOutElsewhere);
  else if (locked.peek() === null) closedBecause.value = "signed_out";
}

/** The socket was refused: mostly the sign-in has run out, which the server can say; else try again. */
async function askWhy(): Promise<void> {
  try {
    await readSession();
    closedBecause.value = "refused";
  } catch {
    closedBecause.value = "refused";
  }
}

/** Sends one request. Rejects like `Connection.request`, and with `ConnectionLost` when there is no connection at all. */
export async function ask(frame: Exclude<Request, { type: "media.offer" }>): Promise<void> {
  const open = connection.peek();
  if (!open) throw new ConnectionLost();
  await open.request(frame);
}
