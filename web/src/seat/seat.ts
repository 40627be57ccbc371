import { type ReadonlySignal, signal } from "@preact/signals";
import type { Devices } from "../media/devices.ts";
import { SeatMedia, type Streams } from "../media/seat-media.ts";
import { type Connection, type ConnectionEvent, Refused } from "../protocol/connection.ts";
import type { MediaDevice, VisitFrame } from "../protocol/frames.ts";
import type { SeatAction } from "../state/seat.ts";
import { OwnScreen } from "./own_screen.ts";
import { OwnTracks } from "./own_tracks.ts";
import { type Sitting, Upkeep } from "./upkeep.ts";
import { onWake } from "./wake.ts";

/** How long to wait before asking again for a seat that could not be had, milliseconds. */
const ASK_AGAIN_MS = 1000;
/** How long the server may take to answer whether a socket that seems to be open still is, milliseconds. */
const PROBE_MS = 2000;

/** `checkIn`: also knock, whenever the visit waits for it. `takeOver`: from another window too, this once. `seated`: told each time the seat was taken. */
export interface TakeOptions {
  readonly checkIn?: boolean;
  readonly takeOver?: boolean;
  readonly seated?: () => void;
}

/**
 * One seat in one visit, as this page holds it: takes it again after each reconnection, and does what the newest
 * visit frame says. Pages read the tree that it dispatches to, and the two signals for pictures.
 */
export class Seat {
  readonly #own: OwnTracks;
  /** What of a screen is shared. */
  readonly screen: OwnScreen;
  readonly #media: SeatMedia;
  readonly #streams = signal<Streams>(new Map());
  readonly #upkeep: Upkeep;
  #connection: Connection | null = null;
  #visit = "";
  #options: TakeOptions = {};
  #takeOver = false;
  /** Counts the tries to take the seat: what an earlier one brings is thrown away. */
  #try = 0;
  #again: ReturnType<typeof setTimeout> | undefined;
  #knocking = false;
  #newest: VisitFrame | null = null;
  #taken = false;
  /** Another window has the seat, as far as is known. */
  #elsewhere = false;
  #stop: (() => void) | null = null;

  constructor(private readonly dispatch: (action: SeatAction) => void) {
    const tell = (said: Pick<MediaDevice, "track" | "state" | "reason">) => {
      if (this.#taken) void this.#tell({ type: "media.device", visit: this.#visit, ...said });
    };
    this.#own = new OwnTracks({ dispatch, send: (kind, track) => void this.#media.setTrack(kind, track), tell });
    this.screen = new OwnScreen({ send: (track) => void this.#media.setTrack("screen", track), tell });
    this.#media = new SeatMedia({
      status: (status) => this.dispatch({ type: "media", status }),
      lost: () => void this.#upkeep.restart(),
      streams: (streams) => {
        this.#streams.value = streams;
      },
    });
    const at = (): Sitting => ({
      connection: this.#connection,
      visit: this.#visit,
      taken: this.#taken,
      newest: this.#newest,
    });
    this.#upkeep = new Upkeep(this.#media, this.#own, dispatch, at);
  }

  get devices(): Devices {
    return this.#own.devices;
  }

  /** Remote streams by `streamKey`, one track each. */
  get streams(): ReadonlySignal<Streams> {
    return this.#streams;
  }

  /** The own picture, or null while there is none. */
  get self(): ReadonlySignal<MediaStream | null> {
    return this.#own.self;
  }

  /** Makes ready what the first offer needs, while the way to the server is being opened. */
  prepare(): void {
    this.#media.prepare();
  }

  /**
   * Takes the seat now and after every reconnection. The connection may already be open; its frames also go to the tree.
   * Where another window has the seat, the tree says so, and the seat is taken once that window is gone or `takeOver` is called.
   */
  take(connection: Connection, visit: string, options: TakeOptions = {}): void {
    this.#stop?.();
    this.#connection = connection;
    this.#visit = visit;
    this.#options = options;
    this.#takeOver = options.takeOver ?? false;
    const unlisten = connection.listen((event) => this.#on(event));
    this.#upkeep.start();
    const unwake = onWake((online) => this.#woken(online));
    const unwatch = this.devices.watch();
    const sight = () => this.#tellSight();
    document.addEventListener("visibilitychange", sight);
    this.#stop = () => {
      unlisten();
      this.#upkeep.stop();
      unwake();
      unwatch();
      document.removeEventListener("visibilitychange", sight);
    };
    if (connection.status === "open") void this.#sit();
    else this.prepare();
  }

  /** Takes the seat from the other window that has it. */
  takeOver(): void {
    this.#takeOver = true;
    if (this.#connection?.status === "open") void this.#sit();
  }

  /** Gives the seat up: stops listening, closes media and devices. `giveUp` also tells the server (staff only). */
  async leave(giveUp: boolean): Promise<void> {
    // Also where the seat is only being asked for: the server answers in order, and would keep what nobody sits on.
    const connection = this.#connection;
    this.screen.stop();
    this.rest();
    this.dispatch({ type: "visit.left" });
    if (giveUp) await connection?.request({ type: "visit.close", visit: this.#visit }).catch(() => undefined);
  }

  /** Stops everything of this page but keeps what it shows: the visit is over, or goes on in another window. */
  rest(): void {
    this.#stop?.();
    this.#stop = null;
    clearTimeout(this.#again);
    this.#try++;
    this.#connection = null;
    this.#rest();
  }

  /** The person has seen what a clinician asks of the camera. */
  async answerCamera(): Promise<void> {
    const you = this.#newest?.you;
    if (you) await this.#tell({ type: "camera", visit: this.#visit, seat: you, ask: "answered" });
  }

  #rest(): void {
    this.#taken = false;
    this.#newest = null;
    this.#media.close();
    this.#own.close();
    this.screen.close();
  }

  #on(event: ConnectionEvent): void {
    switch (event.type) {
      case "welcome":
        void this.#sit();
        return;
      case "visit":
        if (event.visit === this.#visit) this.#apply(event);
        return;
      case "link":
        if (event.status === "closed") this.rest();
        return;
      default:
    }
  }

  async #sit(): Promise<void> {
    // What the server knows of our media is known once this socket has brought a visit frame.
    this.#taken = false;
    this.#newest = null;
    this.#upkeep.seatAsked();
    clearTimeout(this.#again);
    const now = ++this.#try;
    const opened = this.#connection?.request({ type: "visit.open", visit: this.#visit, take_over: this.#takeOver });
    // A page that has no media yet will need them: the offer is made while the server makes room.
    if (opened && this.#media.connectionState === null && !this.#elsewhere) void this.#upkeep.offer(opened);
    try {
      await opened;
    } catch (error) {
      if (now === this.#try) this.#unseated(error);
      return;
    }
    if (now !== this.#try) return;
    this.#taken = true;
    const tookOver = this.#takeOver;
    this.#takeOver = this.#elsewhere = false;
    this.dispatch({ type: "place", place: "here" });
    this.#options.seated?.();
    this.#own.report();
    this.screen.report(tookOver);
    if (document.visibilityState !== "visible") this.#tellSight();
    await this.#upkeep.seatTaken();
  }

  /** Lost: the next welcome tries again. Refused: a visit that is over says so by its frame; the rest passes, so ask again. */
  #unseated(error: unknown): void {
    if (!(error instanceof Refused) || error.code === "not_now" || error.code === "not_found") return;
    if (error.code === "seat_taken") {
      this.#elsewhere = true;
      this.#rest();
      this.dispatch({ type: "place", place: "elsewhere" });
    }
    this.#again = setTimeout(() => void this.#sit(), ASK_AGAIN_MS);
  }

  #apply(frame: VisitFrame): void {
    this.#newest = frame;
    const own = frame.parties.find((party) => party.seat === frame.you);
    const sharper = own?.sharper ?? false;
    void this.devices.sharpen(sharper);
    void this.#media.setSending(frame.sending);
    const voice = own?.sends !== "nothing";
    const pictures = voice && own?.sends !== "audio_only";
    void this.#media.want({ voice, pictures, lean: frame.lean ?? false, sharper });
    this.#media.applySlots(frame.slots);
    this.#upkeep.offerIfDue();
    if (this.#options.checkIn && !this.#knocking && frame.commands.includes("check_in")) void this.#knock();
  }

  async #knock(): Promise<void> {
    this.#knocking = true;
    // Refused or lost: the next visit frame that still asks for it knocks again.
    await this.#tell({ type: "check_in", visit: this.#visit });
    this.#knocking = false;
  }

  /** Tells what need not be answered for; if the link is gone, the next `#sit` tells it again. */
  async #tell(frame: Parameters<Connection["request"]>[0]): Promise<void> {
    await this.#connection?.request(frame).catch(() => undefined);
  }

  /** The network changed, the page is in sight again, the machine is awake: whatever can be mended is mended now. */
  #woken(online: boolean): void {
    this.#upkeep.hurry();
    this.#connection?.hurry();
    if (online) void this.#upkeep.restart();
    if (this.#taken && this.#connection?.status === "open") void this.#probe(this.#connection);
    this.#upkeep.lookClosely();
    if (document.visibilityState === "visible") void this.devices.recover();
  }

  /** Asks for what this page has already: a socket that does not answer is dead, though nobody has noticed yet. */
  async #probe(connection: Connection): Promise<void> {
    let answered = false;
    const asked = connection.request({ type: "visit.open", visit: this.#visit, take_over: false });
    asked
      .catch(() => undefined)
      .then(() => {
        answered = true;
      });
    await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
    if (!answered && connection === this.#connection) connection.renew();
  }

  #tellSight(): void {
    if (this.#taken) void this.#tell({ type: "away", visit: this.#visit, on: document.visibilityState !== "visible" });
  }
}
