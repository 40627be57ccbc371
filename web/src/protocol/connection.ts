import type { Bye, ClientFrame, MediaAnswer, Ok, RelayServer, ServerFrame, Welcome } from "./frames.ts";
import { Newest } from "./newest.ts";

/** A frame before its connection has numbered it. */
export type Request = ClientFrame extends infer Frame ? (Frame extends ClientFrame ? Omit<Frame, "id"> : never) : never;
type MediaOfferRequest = Extract<Request, { type: "media.offer" | "media.restart" }>;

/** What a connection needs of a socket. `connect` may be called again after `onDown`; `send` only between `onUp` and `onDown`. */
export interface Transport {
  onUp: () => void;
  onFrame: (frame: ServerFrame) => void;
  /** `refused`: the server will not have us; trying again unchanged is useless. */
  onDown: (refused: boolean) => void;
  connect(): void;
  send(frame: ClientFrame): void;
  /** While down: tries now instead of at the end of the pause. */
  hurry(): void;
  /** What seems to be up is dead: `onDown`, and a new try. */
  renew(): void;
  /** Ends it for good; `onDown` is not called. */
  close(): void;
}

/** `connecting` before the first welcome, `open` since a welcome, `lost` while trying again, `closed` for good. */
export type LinkStatus = "connecting" | "open" | "lost" | "closed";

/** Why a link closed for good: the server's `bye`, its refusal, or this page itself. */
export type CloseReason = Exclude<Bye["reason"], "stopping"> | "refused" | "left";

/** What a connection tells: its own status, and every frame that is not an answer and not older than one already told. */
export type ConnectionEvent =
  | { readonly type: "link"; readonly status: LinkStatus; readonly reason: CloseReason | null }
  | Exclude<ServerFrame, Ok | MediaAnswer | { type: "error" }>;

/** The server said no. `code` is for programs, the message for the person who asked. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "Refused";
  }
}

/** The socket went before the answer came: whether the request was done is not known. */
export class ConnectionLost extends Error {
  constructor() {
    super("The connection was lost before the answer came.");
    this.name = "ConnectionLost";
  }
}

interface Pending {
  resolve(frame: Ok | MediaAnswer): void;
  reject(error: Error): void;
}

/**
 * One client's end of the frame protocol, over any transport: numbers requests, matches answers, drops stale frames, and
 * keeps coming back after the server stopped or the network went. Knows no page and no clock.
 */
export class Connection {
  #nextId = 1;
  #pending = new Map<number, Pending>();
  #newest = new Newest();
  #listeners = new Set<(event: ConnectionEvent) => void>();
  #status: LinkStatus = "connecting";
  #goodbye: Bye["reason"] | null = null;
  #relays: readonly RelayServer[] = [];

  constructor(private readonly transport: Transport) {
    transport.onUp = () => undefined; // The link is open once the server has said who we are.
    transport.onFrame = (frame) => this.#receive(frame);
    transport.onDown = (refused) => this.#down(refused);
  }

  /** The relays that a media connection of ours may use, as the newest welcome named them. */
  get relays(): readonly RelayServer[] {
    return this.#relays;
  }

  get status(): LinkStatus {
    return this.#status;
  }

  /** Connects. Every event from now on reaches `listen`ers. */
  open(): void {
    this.transport.connect();
  }

  /** Calls `listener` with every event until the returned function is called. */
  listen(listener: (event: ConnectionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends a request and waits for its answer. Rejects with `Refused` or `ConnectionLost`. */
  request(frame: MediaOfferRequest): Promise<MediaAnswer>;
  request(frame: Request): Promise<Ok>;
  request(frame: Request): Promise<Ok | MediaAnswer> {
    if (this.#status !== "open") return Promise.reject(new ConnectionLost());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.transport.send({ ...frame, id } as ClientFrame);
    });
  }

  /** There is a reason to try now: the network or the page is back. */
  hurry(): void {
    if (this.#status === "lost") this.transport.hurry();
  }

  /** Nobody answers though the socket seems to be open: begin again. */
  renew(): void {
    if (this.#status === "open") this.transport.renew();
  }

  /** Ends the connection from this side. */
  close(): void {
    this.transport.close();
    this.#failPending();
    this.#set("closed", "left");
  }

  #receive(frame: ServerFrame): void {
    switch (frame.type) {
      case "ok":
      case "media.answer":
        this.#settle(frame.re)?.resolve(frame);
        return;
      case "error":
        if (frame.re !== null) this.#settle(frame.re)?.reject(new Refused(frame.code, frame.message));
        return;
      case "welcome":
        this.#welcome(frame);
        return;
      case "bye":
        this.#goodbye = frame.reason;
        this.#emit(frame);
        return;
      default:
        if (this.#newest.accepts(frame)) this.#emit(frame);
    }
  }

  #welcome(frame: Welcome): void {
    // A server that was restarted may count versions anew: what is newest is only known within one socket.
    this.#newest = new Newest();
    this.#goodbye = null;
    this.#relays = frame.relays ?? [];
    this.#set("open", null);
    this.#emit(frame);
  }

  #down(refused: boolean): void {
    if (this.#status === "closed") return;
    this.#failPending();
    if (this.#goodbye !== null && this.#goodbye !== "stopping") {
      this.transport.close();
      this.#set("closed", this.#goodbye);
    } else if (refused) {
      this.transport.close();
      this.#set("closed", "refused");
    } else {
      this.#set("lost", null);
      this.transport.connect();
    }
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #failPending(): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const one of pending) one.reject(new ConnectionLost());
  }

  #set(status: LinkStatus, reason: CloseReason | null): void {
    if (status === this.#status && status !== "open") return;
    this.#status = status;
    this.#emit({ type: "link", status, reason });
  }

  #emit(event: ConnectionEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
