import { MediaHealth } from "../media/health.ts";
import { Restarts } from "../media/restarts.ts";
import type { SeatMedia } from "../media/seat-media.ts";
import { Stall } from "../media/stall.ts";
import { type Connection, Refused } from "../protocol/connection.ts";
import type { VisitFrame } from "../protocol/frames.ts";
import { ownArriving, type SeatAction } from "../state/seat.ts";
import type { OwnTracks } from "./own_tracks.ts";

/** How often the media connection is looked at, milliseconds; and right after something changed, for so many looks. */
const LOOK_MS = 500;
const CLOSE_LOOKS = { times: 16, apart: 250 };
/** After an offer, the server's word that it has no media of ours may still be an old one for this long, milliseconds. */
const SETTLE_MS = 2000;

const LOST: readonly (RTCPeerConnectionState | null)[] = ["disconnected", "failed"];

/** Where the seat stands with the server: `taken` once this socket has it, `newest` once it has brought a frame of the visit. */
export interface Sitting {
  readonly connection: Connection | null;
  readonly visit: string;
  readonly taken: boolean;
  readonly newest: VisitFrame | null;
}

/** Keeps a seat's media connection alive: offers one where there is none, leads it another way where the way is lost, and says when nothing comes. */
export class Upkeep {
  readonly #health = new MediaHealth();
  readonly #restarts = new Restarts();
  readonly #stall = new Stall();
  #stalled = false;
  #offering = false;
  /** The newest offer was refused for want of room: what follows is asked again, not connecting. */
  #full = false;
  #offeredAt = Number.NEGATIVE_INFINITY;
  #looks: ReturnType<typeof setInterval> | undefined;
  #closeLooks: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly media: SeatMedia,
    private readonly own: OwnTracks,
    private readonly dispatch: (action: SeatAction) => void,
    private readonly at: () => Sitting,
  ) {}

  /** Looks at the connection from now on. */
  start(): void {
    clearInterval(this.#looks);
    this.#looks = setInterval(() => void this.#look(), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#looks);
    clearTimeout(this.#closeLooks);
  }

  /** The seat is asked for on a new socket: what was waited for on the last one says nothing any more. */
  seatAsked(): void {
    this.#offeredAt = Number.NEGATIVE_INFINITY;
    this.hurry();
  }

  /** The seat is ours on this socket: brings the connection up, or finds out how it bore the change. */
  async seatTaken(): Promise<void> {
    if (this.#due()) await this.offer();
    else if (this.#restarts.due || LOST.includes(this.media.connectionState)) await this.restart();
    else this.lookClosely();
  }

  /** The network or the page is back: trouble is waited out less. */
  hurry(): void {
    this.#health.hurry(performance.now());
  }

  offerIfDue(): void {
    if (this.#due()) void this.offer();
  }

  /** Something is different from a moment ago: how the connection bears it is looked at often for some seconds. */
  lookClosely(looks = CLOSE_LOOKS.times): void {
    clearTimeout(this.#closeLooks);
    if (looks === 0) return;
    void this.#look();
    this.#closeLooks = setTimeout(() => this.lookClosely(looks - 1), CLOSE_LOOKS.apart);
  }

  /** Leads the connection another way after the network changed or went; where the server has none any more, offers a new one. */
  async restart(): Promise<void> {
    const { connection, visit, taken } = this.at();
    const now = performance.now();
    if (this.#offering || this.media.connectionState === null) return;
    if (!this.#restarts.ask(now, connection?.status === "open" && taken) || !connection) return;
    this.#offering = true;
    this.#health.restarted(now);
    try {
      await this.media.restart(async (sdp) => (await connection.request({ type: "media.restart", visit, sdp })).sdp);
    } catch (error) {
      this.#offering = false;
      if (error instanceof Refused) await this.offer();
      else this.#restarts.lost();
    } finally {
      this.#offering = false;
    }
  }

  /** Offers a new connection, which is sent when `seated` comes true. */
  async offer(seated: Promise<unknown> = Promise.resolve()): Promise<void> {
    const { connection, visit } = this.at();
    if (connection === null || this.#offering) return;
    this.#offering = true;
    this.#restarts.replaced();
    this.#offeredAt = performance.now();
    this.#health.offered(this.#offeredAt);
    if (this.media.connectionState === null && !this.#full) this.dispatch({ type: "media", status: "connecting" });
    try {
      await this.media.negotiate(async (sdp) => {
        await seated;
        return (await connection.request({ type: "media.offer", visit, sdp })).sdp;
      }, connection.relays);
      this.#full = false;
    } catch (error) {
      this.#full = error instanceof Refused && error.code === "too_many";
      // Seated, the next look tries again, later each time. Else nobody waits for media.
      if (this.at().taken) this.dispatch({ type: "media", status: this.#full ? "full" : "broken" });
      else if (this.media.connectionState === null) this.dispatch({ type: "media", status: "none" });
    } finally {
      this.#offering = false;
    }
  }

  /** Whether the server has no media connection of ours (a first visit, or a restarted server) and none is under way. */
  #due(): boolean {
    const { taken, newest } = this.at();
    if (!taken || newest === null || performance.now() - this.#offeredAt < SETTLE_MS) return false;
    return newest.media === null || newest.media === "closed";
  }

  async #look(): Promise<void> {
    const { connection, taken, newest } = this.at();
    if (!taken || connection?.status !== "open") return;
    const expecting = newest !== null && (newest.slots.length > 0 || this.media.sends);
    const { bytes, heard } = expecting ? await this.media.readings() : { bytes: null, heard: null };
    const [now, seen] = [performance.now(), { connection: this.media.connectionState, expecting, bytes }];
    // Also while it is being mended: on a network that is dead the server is asked in vain, and the page would say nothing.
    this.#sayStalled(this.#stall.observe(now, seen));
    if (this.#offering) return;
    const broken = this.#health.observe(now, seen);
    this.own.hear(heard);
    if (this.#due() || broken) return this.offer();
    if (expecting && this.#health.leftBehind(now)) return this.restart();
    const known = this.media.connectionState === "connected" && document.visibilityState === "visible";
    await this.own.mend(now, known ? ownArriving(this.at().newest) : null);
  }

  #sayStalled(stalled: boolean): void {
    if (stalled === this.#stalled) return;
    this.#stalled = stalled;
    if (this.media.connectionState === "connected") {
      this.dispatch({ type: "media", status: stalled ? "broken" : "connected" });
    }
  }
}
