import { type ReadonlySignal, signal } from "@preact/signals";
import type { MediaDevice } from "../protocol/frames.ts";

/** That this tab shares a screen, kept over a reload: the new page must say that it does not any more. */
const KEY = "vestibule.sharing";

/** Text is what screens mostly show: few pictures a second, each of them sharp. */
const SCREEN: DisplayMediaStreamOptions = { video: { frameRate: { max: 15 } } };

export interface OwnScreenEvents {
  /** This track is to be sent from now on, or nothing. */
  send(track: MediaStreamTrack | null): void;
  tell(said: Pick<MediaDevice, "track" | "state">): void;
}

/** The screen, window or tab that this page shows the others. The browser asks which, and has an end of its own for it. */
export class OwnScreen {
  #track: MediaStreamTrack | null = null;
  readonly #shared = signal(false);

  constructor(
    private readonly events: OwnScreenEvents,
    private readonly media: MediaDevices | undefined = navigator.mediaDevices,
  ) {}

  /** Whether one is shared now. */
  get shared(): ReadonlySignal<boolean> {
    return this.#shared;
  }

  /** Whether this browser can (phones cannot). */
  get possible(): boolean {
    return this.media?.getDisplayMedia !== undefined;
  }

  /** Asks the person which, and shows it. Gives whether it is shown; closing the browser's question is no error. */
  async share(): Promise<boolean> {
    const stream = await this.media?.getDisplayMedia(SCREEN).catch(() => null);
    const track = stream?.getVideoTracks()[0];
    if (track === undefined) return false;
    this.close();
    track.contentHint = "detail";
    track.onended = () => this.stop();
    this.#be(track);
    this.events.tell({ track: "screen", state: "on" });
    return true;
  }

  /** Shows it no more, whoever ended it: the page or the browser. */
  stop(): void {
    if (this.#track === null) return;
    this.close();
    this.events.tell({ track: "screen", state: "off" });
    this.#remember(false);
  }

  /** Stops without a word: the seat is not this page's any more. */
  close(): void {
    if (this.#track === null) return;
    this.#track.onended = null;
    this.#track.stop();
    this.#be(null);
  }

  /** The seat was taken: tells what is shared; where another page may have shared (`tookOver`, or this one before it was loaded again), that nothing is. */
  report(tookOver: boolean): void {
    if (this.#track !== null) this.events.tell({ track: "screen", state: "on" });
    else if (tookOver || this.#remembered()) {
      this.events.tell({ track: "screen", state: "off" });
      this.#remember(false);
    }
  }

  #be(track: MediaStreamTrack | null): void {
    this.#track = track;
    this.#shared.value = track !== null;
    if (track !== null) this.#remember(true);
    this.events.send(track);
  }

  #remembered(): boolean {
    try {
      return sessionStorage.getItem(KEY) !== null;
    } catch {
      return false;
    }
  }

  #remember(shares: boolean): void {
    try {
      if (shares) sessionStorage.setItem(KEY, "yes");
      else sessionStorage.removeItem(KEY);
    } catch {
      // Storage may be switched off: then a page that is loaded again while it shares leaves an empty screen behind.
    }
  }
}
