import type { DeviceStatus } from "../state/seat.ts";
import { CameraExtras } from "./camera_extras.ts";
import { keepChosen, keptChoice } from "./choices.ts";
import { failureOf, inAppBrowser } from "./failures.ts";

export type OwnKind = "camera" | "microphone";
export type DeviceKind = OwnKind | "speaker";

const LISTED: Record<DeviceKind, MediaDeviceKind> = {
  camera: "videoinput",
  microphone: "audioinput",
  speaker: "audiooutput",
};
/** Without the person's will: what may be had back without another question. */
const GONE: readonly DeviceStatus[] = ["lost", "interrupted", "missing", "in_use"];

/** Full size for skin, yet what a phone's uplink carries at 30 frames a second. */
const CAMERA: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 30, max: 30 },
};
/** For one region of skin that must be seen well: as much as the camera gives, within what the server forwards. */
const SHARP: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 960 } };
const MICROPHONE: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/**
 * This page's own camera and microphone. Each is asked for on its own, so that a refusal of one never takes the other.
 * The camera is stopped when switched off (its light goes out); the microphone keeps running and is muted.
 */
export class Devices {
  camera: MediaStreamTrack | null = null;
  microphone: MediaStreamTrack | null = null;
  #status: Record<OwnKind, DeviceStatus> = { camera: "unasked", microphone: "unasked" };
  #chosen: Record<OwnKind, string | null> = { camera: keptChoice("camera"), microphone: keptChoice("microphone") };
  #facing: "user" | "environment" = "user";
  /** The device that was had last: a camera that comes back must be the same one, or the person is asked. */
  #last: { camera?: string; microphone?: string } = {};
  #mutedMicrophone = false;
  #sharp = false;
  #asking: Promise<void> | null = null;
  /** Counts what was wanted of each device: an answer to an older wish is thrown away. */
  #wish: Record<OwnKind, number> = { camera: 0, microphone: 0 };

  /** What the camera that is on can besides. */
  readonly extras = new CameraExtras(() => this.camera);

  /** `changed` is called with each new status and the track to send now (null for none). */
  constructor(
    private readonly changed: (kind: OwnKind, status: DeviceStatus, track: MediaStreamTrack | null) => void,
    private readonly media: MediaDevices | undefined = navigator.mediaDevices,
    private readonly userAgent: string = navigator.userAgent,
  ) {}

  /** The camera that looks away from the person, where there is one and none was chosen. */
  lookAway(): void {
    this.#facing = "environment";
  }

  /** Has devices back by itself when one is plugged in, from now until the returned function is called. */
  watch(): () => void {
    const changed = () => void this.recover();
    this.media?.addEventListener?.("devicechange", changed);
    return () => this.media?.removeEventListener?.("devicechange", changed);
  }

  /** Asks for the device, with `deviceId` for that one. Gives the resulting status; never throws. */
  async ask(kind: OwnKind, deviceId?: string): Promise<DeviceStatus> {
    if (deviceId !== undefined) {
      this.#choose(kind, deviceId);
      // Most phones open one camera at a time.
      if (kind === "camera") this.#release("camera");
    }
    return this.#ask(kind, null);
  }

  /**
   * Tries to have back what went away without the person's will. Never another camera than the one that was on: what it
   * shows is the person's choice. `kept`: the status stays as it was where that fails.
   */
  async recover(): Promise<void> {
    for (const kind of ["camera", "microphone"] as const) {
      const status = this.#status[kind];
      const dead = this[kind]?.readyState === "ended";
      if (!dead && !GONE.includes(status)) continue;
      if (kind === "camera" && !(await this.#sameCamera())) continue;
      await this.#ask(kind, dead ? "lost" : status);
    }
  }

  async #sameCamera(): Promise<boolean> {
    const last = this.#last.camera;
    return last === undefined || (await this.list("camera")).some((camera) => camera.deviceId === last);
  }

  /** `otherwise`: the status to keep where nothing comes of it; null to say what went wrong. */
  async #ask(kind: OwnKind, otherwise: DeviceStatus | null): Promise<DeviceStatus> {
    if (this.media?.getUserMedia === undefined) {
      return this.#settle(kind, inAppBrowser(this.userAgent) ? "in_app" : "failed", null);
    }
    const wish = ++this.#wish[kind];
    const before = this[kind];
    this.changed(kind, "asking", before);
    try {
      const track = await this.#open(kind);
      if (wish !== this.#wish[kind]) {
        // Skipped, switched off or asked again while the browser was still asking the person.
        this.#stop(track);
        return this.#status[kind];
      }
      if (before !== null) this.#stop(before);
      return this.#adopt(kind, track);
    } catch (error) {
      if (wish !== this.#wish[kind]) return this.#status[kind];
      if (before !== null && before.readyState === "live")
        return this.#settle(kind, this.#switched(kind, before), before);
      return this.#settle(kind, otherwise ?? failureOf(error, this.userAgent), null);
    }
  }

  #adopt(kind: OwnKind, track: MediaStreamTrack): DeviceStatus {
    this.#last[kind] = track.getSettings?.().deviceId;
    if (kind === "microphone") track.enabled = !this.#mutedMicrophone;
    track.onended = () => {
      // Fired when the device went away or the permission was taken back, never by our own stop().
      if (this[kind] !== track) return;
      this.#settle(kind, "lost", null);
      void this.recover();
    };
    // The system takes a device for a phone call, or while the page is out of sight, and gives it back by itself.
    track.onmute = track.onunmute = () => {
      if (this[kind] === track) this.#settle(kind, this.#switched(kind, track), track);
    };
    return this.#settle(kind, this.#switched(kind, track), track);
  }

  #switched(kind: OwnKind, track: MediaStreamTrack): DeviceStatus {
    if (kind === "microphone" && this.#mutedMicrophone) return "off";
    return track.muted ? "interrupted" : "on";
  }

  /**
   * Asks for the camera, then the microphone, where nobody was asked yet or the device was given up meanwhile. One after the
   * other, so that the browser asks two plain questions and a refusal of one never takes the other.
   */
  askMissing(): Promise<void> {
    this.#asking ??= this.#askMissing().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #askMissing(): Promise<void> {
    for (const kind of ["camera", "microphone"] as const) {
      const status = this.#status[kind];
      const muted = kind === "microphone" && status === "off";
      if (status === "unasked" || ((status === "on" || muted) && this[kind] === null)) await this.ask(kind);
    }
  }

  /** Goes on without the device because the person chose to. */
  skip(kind: OwnKind): void {
    this.#release(kind);
    this.#settle(kind, "skipped", null);
  }

  /** Switches the camera on or off. Switching on asks the browser anew. */
  async setCamera(on: boolean): Promise<void> {
    if (on) {
      await this.ask("camera");
      return;
    }
    this.#release("camera");
    this.#settle("camera", "off", null);
  }

  /** Whether the camera looks away from the person, so that its picture must not be mirrored. */
  get rear(): boolean {
    return this.camera?.getSettings().facingMode === "environment";
  }

  /** From front to rear or back; where cameras have no direction, the next one. */
  async turnCamera(): Promise<DeviceStatus> {
    const now = this.camera?.getSettings();
    if (now?.facingMode === "user" || now?.facingMode === "environment") {
      this.#facing = this.rear ? "user" : "environment";
      this.#choose("camera", null);
    } else {
      const ids = (await this.list("camera")).map((device) => device.deviceId);
      const next = ids[(ids.indexOf(now?.deviceId ?? "") + 1) % ids.length];
      if (next !== undefined) this.#choose("camera", next);
    }
    this.#release("camera");
    return this.ask("camera");
  }

  #choose(kind: OwnKind, deviceId: string | null): void {
    this.#chosen[kind] = deviceId;
    keepChosen(kind, deviceId);
  }

  /** More of the picture, or as usual again. A camera that cannot stays as it is. */
  async sharpen(on: boolean): Promise<void> {
    if (on === this.#sharp) return;
    this.#sharp = on;
    await this.camera?.applyConstraints(on ? { ...CAMERA, ...SHARP } : CAMERA).catch(() => undefined);
  }

  /** Mutes or opens the microphone; asks for it where there is none yet. */
  async setMicrophone(on: boolean): Promise<void> {
    this.#mutedMicrophone = !on;
    if (this.microphone === null) {
      if (on) await this.ask("microphone");
      return;
    }
    this.microphone.enabled = on;
    this.#settle("microphone", this.#switched("microphone", this.microphone), this.microphone);
  }

  /** What there is to choose from; labels are empty until the person allowed a device. */
  async list(kind: DeviceKind): Promise<MediaDeviceInfo[]> {
    const all = (await this.media?.enumerateDevices()) ?? [];
    return all.filter((device) => device.kind === LISTED[kind] && device.deviceId !== "");
  }

  /** Stops everything; lights go out. */
  close(): void {
    this.#release("camera");
    this.#release("microphone");
  }

  async #open(kind: OwnKind): Promise<MediaStreamTrack> {
    const chosen = this.#chosen[kind];
    const base = kind === "camera" ? { ...CAMERA, ...(this.#sharp ? SHARP : {}) } : MICROPHONE;
    if (chosen !== null) {
      try {
        return await this.#get(kind, { ...base, deviceId: { exact: chosen } });
      } catch (error) {
        // It is not there any more: any other of its kind is better than none.
        if (!["OverconstrainedError", "NotFoundError"].includes((error as Error).name)) throw error;
      }
    }
    return this.#get(kind, kind === "camera" ? { ...base, facingMode: this.#facing } : base);
  }

  async #get(kind: OwnKind, wanted: MediaTrackConstraints): Promise<MediaStreamTrack> {
    const asked = kind === "camera" ? { video: wanted } : { audio: wanted };
    const stream = await this.media?.getUserMedia(asked);
    const track = stream?.getTracks()[0];
    if (track === undefined) throw new DOMException("No track came.", "NotFoundError");
    return track;
  }

  #settle(kind: OwnKind, status: DeviceStatus, track: MediaStreamTrack | null): DeviceStatus {
    this[kind] = track;
    this.#status[kind] = status;
    this.changed(kind, status, track);
    return status;
  }

  #release(kind: OwnKind): void {
    this.#wish[kind]++;
    const track = this[kind];
    if (track !== null) this.#stop(track);
    this[kind] = null;
  }

  #stop(track: MediaStreamTrack): void {
    track.onended = track.onmute = track.onunmute = null;
    track.stop();
  }
}
