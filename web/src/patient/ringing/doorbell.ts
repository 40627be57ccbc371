import { signal } from "@preact/signals";
import { Connection } from "../../protocol/connection.ts";
import type { VisitFrame } from "../../protocol/frames.ts";
import { tabId } from "../../seat/tab.ts";
import { socketTransport } from "../../socket/socketio.ts";

/** What the practice says to a page that is open and has not checked in: the newest truth, without a seat. */
export const heard = signal<VisitFrame | null>(null);

let connection: Connection | null = null;
let listeningTo: string | null = null;

/** The connection over which this page listens, while it does. */
export function doorbell(): Connection | null {
  return connection;
}

/** Listens for the practice's call in this visit, until told null. Saying the same again changes nothing. */
export function listen(visit: string | null): void {
  if (visit === listeningTo) return;
  listeningTo = visit;
  connection?.close();
  connection = null;
  heard.value = null;
  if (visit === null) return;
  const fresh = new Connection(socketTransport(async () => ({ visit, tab: await tabId() })));
  connection = fresh;
  fresh.listen((event) => {
    if (fresh !== connection) return;
    // Refused only where the visit is over or the link ended: the patient's next step says so in its own words.
    if (event.type === "welcome") void fresh.request({ type: "visit.listen", visit }).catch(() => undefined);
    else if (event.type === "visit") heard.value = event;
    else if (event.type === "link" && event.status !== "open") heard.value = null;
  });
  fresh.open();
}
