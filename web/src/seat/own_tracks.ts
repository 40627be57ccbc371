import { type ReadonlySignal, signal } from "@preact/signals";
import { Devices, type OwnKind } from "../media/devices.ts";
import { watchSound } from "../media/level.ts";
import { type Heard, Silence } from "../media/silence.ts";
import type { MediaDevice, Party } from "../protocol/frames.ts";
import { type DeviceStatus, deviceReason, deviceSwitch, type SeatAction } from "../state/seat.ts";

/** A device whose packets the server misses is opened anew at most this often, milliseconds. */
const REOPEN_MS = 15_000;
/** … and once they have been missing for this long. */
const MISSED_MS = 2000;

/** What a device's state has effect on. */
export interface OwnTracksEvents {
  dispatch(action: SeatAction): void;
  /** This track is to be sent from now on, or nothing. */
  send(kind: OwnKind, track: MediaStreamTrack | null): void;
  /** To be told to the server, where the seat is taken; `report` tells it once more when it is. */
  tell(said: Pick<MediaDevice, "track" | "state" | "reason">): void;
}

/** The own camera and microphone of a seat: what became of them is told to the server, and mended where that can be. */
export class OwnTracks {
  readonly devices: Devices;
  readonly #self = signal<MediaStream | null>(null);
  #status: Record<OwnKind, DeviceStatus> = { camera: "unasked", microphone: "unasked" };
  #silence = new Silence();
  #silent = false;
  /** The microphone that the page listens to, and how to stop. */
  #listened: MediaStreamTrack | null = null;
  #deaf = () => {};
  #missedSince: number | null = null;
  #reopenedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly events: OwnTracksEvents) {
    this.devices = new Devices((kind, status, track) => this.#changed(kind, status, track));
  }

  /** The own picture, or null while there is none. */
  get self(): ReadonlySignal<MediaStream | null> {
    return this.#self;
  }

  /** Lights go out. */
  close(): void {
    this.#listen(null);
    this.devices.close();
    this.#self.value = null;
  }

  /** Tells the server of both devices. */
  report(): void {
    for (const kind of ["camera", "microphone"] as const) this.#report(kind);
  }

  /** What the sender hears of the microphone. `null` while nothing is sent and it hears nothing: then the page listens itself. */
  hear(heard: Heard | null): void {
    const microphone = this.#status.microphone === "on" ? this.devices.microphone : null;
    this.#listen(heard === null ? microphone : null);
    if (heard !== null || microphone === null) this.#judge(heard);
  }

  /** Listens until the first sound, which a microphone that works gives at once: a quiet room is not silent. */
  #listen(track: MediaStreamTrack | null): void {
    if (track === this.#listened) return;
    this.#deaf();
    this.#deaf = () => {};
    this.#listened = track;
    this.#silence.anew();
    if (track === null) return;
    this.#judge({ energy: 0, seconds: 0 });
    let energy = 0;
    const stop = watchSound(track, (square, seconds) => {
      energy += square;
      this.#judge({ energy, seconds });
      if (energy === 0) return;
      stop();
      this.#deaf = () => {};
    });
    this.#deaf = stop;
  }

  #judge(heard: Heard | null): void {
    const silent = this.#silence.observe(this.#status.microphone === "on" ? heard : null);
    if (silent === this.#silent) return;
    this.#silent = silent;
    this.events.dispatch({ type: "silent", silent });
    this.#report("microphone");
  }

  /**
   * A device that says it works and sends nothing (phones do this after another app had it) is opened anew. `arriving`: what
   * the server receives, null where nobody can say. `now` in milliseconds of a monotonic clock.
   */
  async mend(now: number, arriving: Party["arriving"]): Promise<void> {
    const kind = arriving === "no_picture" ? "camera" : arriving === "no_sound" ? "microphone" : null;
    if (kind === null || (this.#status[kind] !== "on" && this.#status[kind] !== "off")) {
      this.#missedSince = null;
      return;
    }
    this.#missedSince ??= now;
    if (now - this.#missedSince < MISSED_MS || now - this.#reopenedAt < REOPEN_MS) return;
    this.#reopenedAt = now;
    await this.devices.ask(kind);
  }

  #changed(kind: OwnKind, status: DeviceStatus, track: MediaStreamTrack | null): void {
    this.#status[kind] = status;
    // A camera that was taken away keeps its track, which shows nothing until it is given back.
    const shown = status === "interrupted" ? null : track;
    if (kind === "camera" && this.#self.peek()?.getTracks()[0] !== (shown ?? undefined)) {
      this.#self.value = shown === null ? null : new MediaStream([shown]);
    }
    this.events.send(kind, track);
    this.events.dispatch({ type: "device", track: kind, status });
    this.#report(kind);
  }

  #report(kind: OwnKind): void {
    const status = this.#status[kind];
    if (status === "asking" || status === "unasked") return;
    const state = deviceSwitch(status);
    const reason = kind === "microphone" && status === "on" && this.#silent ? "silent" : deviceReason(status);
    this.events.tell({ track: kind, state, reason });
  }
}
