import { type ReadonlySignal, signal } from "@preact/signals";
import { Devices, type OwnKind } from "../media/devices.ts";
import { MediaHealth } from "../media/health.ts";
import { SeatMedia, type Streams } from "../media/seat-media.ts";
import { type Connection, type ConnectionEvent, Refused } from "../protocol/connection.ts";
import type { VisitFrame } from "../protocol/frames.ts";
import { type DeviceStatus, deviceReason, deviceSwitch, type SeatAction } from "../state/seat.ts";

/** How often the media connection is looked at, milliseconds. */
const LOOK_MS = 1000;
/** After the socket came back, this long without a packet means that the server has forgotten our media, milliseconds. */
const PROBE_MS = 700;

/**
 * One seat in one visit, as this page holds it: takes it again after each reconnection, keeps its media connection alive, and
 * does what the newest visit frame says. Pages read the tree that it dispatches to, and the two signals for pictures.
 */
export class Seat {
  readonly devices: Devices;
  readonly #media: SeatMedia;
  readonly #streams = signal<Streams>(new Map());
  readonly #self = signal<MediaStream | null>(null);
  #health = new MediaHealth();
  #connection: Connection | null = null;
  #visit = "";
  #checkIn = false;
  #status: Record<OwnKind, DeviceStatus> = { camera: "unasked", microphone: "unasked" };
  #newest: VisitFrame | null = null;
  #taken = false;
  #offering = false;
  #stop: (() => void) | null = null;

  constructor(private readonly dispatch: (action: SeatAction) => void) {
    this.devices = new Devices((kind, status, track) => this.#deviceChanged(kind, status, track));
    this.#media = new SeatMedia({
      status: (status) => this.dispatch({ type: "media", status }),
      streams: (streams) => {
        this.#streams.value = streams;
      },
    });
  }

  /** Remote streams by `streamKey`, one track each. */
  get streams(): ReadonlySignal<Streams> {
    return this.#streams;
  }

  /** The own picture, or null while there is none. */
  get self(): ReadonlySignal<MediaStream | null> {
    return this.#self;
  }

  /**
   * Takes the seat now and after every reconnection. `checkIn`: also knock, when the visit still waits for it.
   * The connection may already be open; its frames also go to the tree.
   */
  take(connection: Connection, visit: string, options: { checkIn?: boolean } = {}): void {
    this.#connection = connection;
    this.#visit = visit;
    this.#checkIn = options.checkIn ?? false;
    const unlisten = connection.listen((event) => this.#on(event));
    const timer = setInterval(() => void this.#look(), LOOK_MS);
    const visible = () => void this.#recoverDevices();
    document.addEventListener("visibilitychange", visible);
    this.#stop = () => {
      unlisten();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", visible);
    };
    if (connection.status === "open") void this.#sit(false);
  }

  /** Gives the seat up: stops listening, closes media and devices. `giveUp` also tells the server (staff only). */
  async leave(giveUp: boolean): Promise<void> {
    this.#stop?.();
    this.#stop = null;
    const connection = this.#connection;
    this.#connection = null;
    this.#taken = false;
    this.#newest = null;
    this.#media.close();
    this.devices.close();
    this.dispatch({ type: "visit.left" });
    if (giveUp) await connection?.request({ type: "visit.close", visit: this.#visit }).catch(() => undefined);
  }

  /** Shares `track` as the screen until it ends, or null to stop. */
  async share(track: MediaStreamTrack | null): Promise<void> {
    await this.#media.setTrack("screen", track);
    await this.#tell({ type: "media.device", visit: this.#visit, track: "screen", state: track ? "on" : "off" });
  }

  #on(event: ConnectionEvent): void {
    switch (event.type) {
      case "welcome":
        void this.#sit(this.#taken);
        return;
      case "visit":
        if (event.visit === this.#visit) this.#apply(event);
        return;
      case "link":
        if (event.status === "closed") this.#media.close();
        return;
      default:
    }
  }

  async #sit(again: boolean): Promise<void> {
    try {
      await this.#connection?.request({ type: "visit.open", visit: this.#visit });
    } catch {
      return; // Lost: the next welcome comes here again. Refused: the visit frame, or the page's own request, says why.
    }
    this.#taken = true;
    for (const kind of ["camera", "microphone"] as const) this.#report(kind);
    if (!again || !(await this.#alive())) await this.#offer();
  }

  #apply(frame: VisitFrame): void {
    this.#newest = frame;
    void this.#media.setSending(frame.sending);
    this.#media.applySlots(frame.slots);
    if (this.#checkIn && frame.commands.includes("check_in")) {
      this.#checkIn = false;
      this.#connection?.request({ type: "check_in", visit: this.#visit }).catch((error: unknown) => {
        if (!(error instanceof Refused)) this.#checkIn = true;
      });
    }
  }

  /** Whether packets still arrive over the media connection that was there before the socket went. */
  async #alive(): Promise<boolean> {
    if (this.#media.connectionState !== "connected" || !this.#expecting()) return false;
    const before = await this.#media.bytesReceived();
    await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
    const after = await this.#media.bytesReceived();
    return before !== null && after !== null && after > before;
  }

  #expecting(): boolean {
    return this.#newest !== null && (this.#newest.slots.length > 0 || this.#newest.sending);
  }

  async #look(): Promise<void> {
    if (!this.#taken || this.#offering || this.#connection?.status !== "open") return;
    const expecting = this.#expecting();
    const seen = {
      connection: this.#media.connectionState,
      expecting,
      bytes: expecting ? await this.#media.bytesReceived() : null,
    };
    if (this.#health.observe(performance.now(), seen)) await this.#offer();
  }

  async #offer(): Promise<void> {
    const connection = this.#connection;
    if (connection === null || this.#offering) return;
    this.#offering = true;
    this.#health.offered(performance.now());
    if (this.#media.connectionState === null) this.dispatch({ type: "media", status: "connecting" });
    try {
      await this.#media.negotiate(
        async (sdp) => (await connection.request({ type: "media.offer", visit: this.#visit, sdp })).sdp,
      );
    } catch {
      this.dispatch({ type: "media", status: "broken" }); // The next look tries again, later each time.
    } finally {
      this.#offering = false;
    }
  }

  #deviceChanged(kind: OwnKind, status: DeviceStatus, track: MediaStreamTrack | null): void {
    this.#status[kind] = status;
    if (kind === "camera" && this.#self.peek()?.getTracks()[0] !== (track ?? undefined)) {
      this.#self.value = track === null ? null : new MediaStream([track]);
    }
    void this.#media.setTrack(kind, track);
    this.dispatch({ type: "device", track: kind, status });
    if (this.#taken) this.#report(kind);
  }

  #report(kind: OwnKind): void {
    const status = this.#status[kind];
    if (status === "asking" || status === "unasked") return;
    const [state, reason] = [deviceSwitch(status), deviceReason(status)];
    void this.#tell({ type: "media.device", visit: this.#visit, track: kind, state, reason });
  }

  /** Tells what need not be answered for; if the link is gone, the next `#sit` tells it again. */
  async #tell(frame: Parameters<Connection["request"]>[0]): Promise<void> {
    await this.#connection?.request(frame).catch(() => undefined);
  }

  /** Phones take camera and microphone from a page in the background: what was on is asked for again on return. */
  async #recoverDevices(): Promise<void> {
    if (document.visibilityState !== "visible") return;
    for (const kind of ["camera", "microphone"] as const) {
      const track = this.devices[kind];
      const gone = this.#status[kind] === "lost" || (track !== null && track.readyState === "ended");
      if (gone) await this.devices.ask(kind);
    }
  }
}
