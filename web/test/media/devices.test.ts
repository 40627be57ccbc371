import { describe, expect, it, vi } from "vitest";
import { Devices } from "../../src/media/devices.ts";
import { failureOf, inAppBrowser } from "../../src/media/failures.ts";
import { videoPreferences } from "../../src/media/offer.ts";

const CHROME = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile Safari/537.36";
const FACEBOOK = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/512.0]";
const WEBVIEW = "Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) AppleWebKit/537.36 Version/4.0 Chrome/156.0.0.0 Mobile";

const named = (name: string) => Object.assign(new Error(name), { name });

describe("a device that cannot be used", () => {
  it.each([
    ["NotAllowedError", CHROME, "denied"],
    ["NotAllowedError", FACEBOOK, "in_app"],
    ["NotFoundError", CHROME, "missing"],
    ["OverconstrainedError", CHROME, "missing"],
    ["NotReadableError", CHROME, "in_use"],
    ["AbortError", CHROME, "in_use"],
    ["TypeError", CHROME, "failed"],
  ])("%s means %s", (name, agent, status) => {
    expect(failureOf(named(name), agent)).toBe(status);
  });

  it("knows a browser inside another app from a browser", () => {
    expect([CHROME, FACEBOOK, WEBVIEW].map(inAppBrowser)).toEqual([false, true, true]);
  });
});

describe("the codecs that are offered", () => {
  const codec = (mimeType: string, sdpFmtpLine?: string) =>
    ({ mimeType, sdpFmtpLine, clockRate: 90_000 }) as RTCRtpCodec;

  it("are VP8, then constrained baseline H264, then their retransmission, and nothing else", () => {
    const offered = videoPreferences([
      codec("video/H264", "profile-level-id=640c1f"),
      codec("video/H264", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"),
      codec("video/rtx"),
      codec("video/VP9"),
      codec("video/VP8"),
    ]);
    expect(offered.map((one) => one.sdpFmtpLine?.slice(-6) ?? one.mimeType)).toEqual([
      "video/VP8",
      "42e01f",
      "video/rtx",
    ]);
  });
});

describe("asking for a device", () => {
  /** A browser whose question is answered when the test says so. */
  function asking() {
    const answers: ((track: FakeTrack) => void)[] = [];
    const plugged = [{ kind: "videoinput", deviceId: "built-in" }];
    const media = {
      enumerateDevices: async () => plugged,
      getUserMedia: () => new Promise((resolve) => answers.push((track) => resolve({ getTracks: () => [track] }))),
    } as unknown as MediaDevices;
    const told: string[] = [];
    const devices = new Devices((kind, status) => told.push(`${kind} ${status}`), media, CHROME);
    return { answers, devices, told, plugged };
  }
  class FakeTrack {
    enabled = true;
    muted = false;
    readyState = "live";
    onended: (() => void) | null = null;
    onmute: (() => void) | null = null;
    onunmute: (() => void) | null = null;
    constructor(private readonly id = "built-in") {}
    getSettings() {
      return { deviceId: this.id };
    }
    stop() {
      this.readyState = "ended";
    }
  }

  it("tells that it asks, then that it has it", async () => {
    const { answers, devices, told } = asking();
    const asked = devices.ask("camera");
    answers[0]?.(new FakeTrack());
    expect(await asked).toBe("on");
    expect(told).toEqual(["camera asking", "camera on"]);
  });

  it("opens the chosen one and no other, and any other once that one is gone", async () => {
    const wanted: MediaTrackConstraints[] = [];
    let there = true;
    const media = {
      enumerateDevices: async () => [],
      getUserMedia: async ({ audio }: { audio: MediaTrackConstraints }) => {
        wanted.push(audio);
        if (audio.deviceId !== undefined && !there) throw named("OverconstrainedError");
        return { getTracks: () => [new FakeTrack()] };
      },
    } as unknown as MediaDevices;
    const devices = new Devices(() => undefined, media, CHROME);
    expect(await devices.ask("microphone", "headset")).toBe("on");
    there = false;
    expect(await devices.ask("microphone")).toBe("on");
    expect(wanted.map((one) => one.deviceId)).toEqual([{ exact: "headset" }, { exact: "headset" }, undefined]);
  });

  it("throws away a camera that comes after the person chose to go without", async () => {
    const { answers, devices, told } = asking();
    const asked = devices.ask("camera");
    devices.skip("camera");
    const late = new FakeTrack();
    answers[0]?.(late);
    expect(await asked).toBe("skipped");
    expect([late.readyState, devices.camera, told.at(-1)]).toEqual(["ended", null, "camera skipped"]);
  });

  it("tells when a device that was there goes away", async () => {
    const { answers, devices, told } = asking();
    const asked = devices.ask("microphone");
    const track = new FakeTrack();
    answers[0]?.(track);
    await asked;
    track.onended?.();
    expect([told.at(-1), devices.microphone]).toEqual(["microphone asking", null]);
    expect(told).toContain("microphone lost");
    answers[1]?.(new FakeTrack());
    await vi.waitFor(() => expect(told.at(-1)).toBe("microphone on"));
  });

  it("leaves a camera that went away to the person, unless the same one is back", async () => {
    const { answers, devices, told, plugged } = asking();
    const asked = devices.ask("camera");
    const track = new FakeTrack("desk");
    answers[0]?.(track);
    await asked;
    plugged.splice(0, 1, { kind: "videoinput", deviceId: "other" });
    track.onended?.();
    await devices.recover();
    expect([told.at(-1), answers.length]).toEqual(["camera lost", 1]);
    plugged.push({ kind: "videoinput", deviceId: "desk" });
    const back = devices.recover();
    await vi.waitFor(() => expect(answers.length).toBe(2));
    answers[1]?.(new FakeTrack("desk"));
    await back;
    expect(told.at(-1)).toBe("camera on");
  });

  it("tells when the system takes a device for a while, and when it gives it back", async () => {
    const { answers, devices, told } = asking();
    const asked = devices.ask("camera");
    const track = new FakeTrack();
    answers[0]?.(track);
    await asked;
    track.muted = true;
    track.onmute?.();
    expect([told.at(-1), devices.camera]).toEqual(["camera interrupted", track]);
    track.muted = false;
    track.onunmute?.();
    expect(told.at(-1)).toBe("camera on");
  });

  it("mutes without letting go of the microphone, and opens it again", async () => {
    const { answers, devices, told } = asking();
    const asked = devices.ask("microphone");
    const track = new FakeTrack();
    answers[0]?.(track);
    await asked;
    await devices.setMicrophone(false);
    expect([track.enabled, track.readyState, told.at(-1)]).toEqual([false, "live", "microphone off"]);
    await devices.setMicrophone(true);
    expect([track.enabled, told.at(-1)]).toEqual([true, "microphone on"]);
  });

  it("stops the camera when it is switched off, so that its light goes out", async () => {
    const { answers, devices } = asking();
    const asked = devices.ask("camera");
    const track = new FakeTrack();
    answers[0]?.(track);
    await asked;
    await devices.setCamera(false);
    expect([track.readyState, devices.camera]).toEqual(["ended", null]);
  });
});

describe("light and zoom", () => {
  const stubbed = (can: object, applied: MediaTrackConstraints[]) =>
    ({
      kind: "video",
      readyState: "live",
      muted: false,
      stop: () => undefined,
      getSettings: () => ({}),
      getConstraints: () => ({ width: { ideal: 640 } }),
      getCapabilities: () => can,
      applyConstraints: async (wanted: MediaTrackConstraints) => {
        applied.push(wanted);
        if (JSON.stringify(wanted).includes("99")) throw named("OverconstrainedError");
      },
    }) as unknown as MediaStreamTrack;
  const opened = async (can: object, applied: MediaTrackConstraints[] = []) => {
    const media = {
      getUserMedia: async () => ({ getTracks: () => [stubbed(can, applied)] }),
      enumerateDevices: async () => [],
    };
    const devices = new Devices(() => undefined, media as unknown as MediaDevices, CHROME);
    await devices.ask("camera");
    return devices;
  };

  it("are there where the camera has them, and nowhere else", async () => {
    const zoom = { min: 1, max: 8, step: 0.1 };
    expect((await opened({ torch: true, zoom })).extras.can).toEqual({ torch: true, zoom });
    expect((await opened({})).extras.can).toEqual({ torch: false, zoom: null });
    expect(new Devices(() => undefined, {} as MediaDevices, CHROME).extras.can).toEqual({ torch: false, zoom: null });
  });

  it("are added to what the camera was asked for before, and say where they were refused", async () => {
    const applied: MediaTrackConstraints[] = [];
    const devices = await opened({ torch: true, zoom: { min: 1, max: 8, step: 0.1 } }, applied);
    expect(await devices.extras.setTorch(true)).toBe(true);
    expect(await devices.extras.setZoom(99)).toBe(false);
    expect(applied[0]).toEqual({ width: { ideal: 640 }, advanced: [{ torch: true }] });
    // What is asked for later does not put the light out, and a page that looks again finds both as they stand.
    expect(await devices.extras.setZoom(2)).toBe(true);
    expect(applied.at(-1)).toEqual({ width: { ideal: 640 }, advanced: [{ torch: true, zoom: 2 }] });
    expect([devices.extras.lit, devices.extras.zoom]).toEqual([true, 2]);
    await devices.ask("camera");
    expect([devices.extras.lit, devices.extras.zoom]).toEqual([false, null]);
  });

  it("and detail: more of the picture while it is wanted, as usual after", async () => {
    const applied: MediaTrackConstraints[] = [];
    const devices = await opened({}, applied);
    await devices.sharpen(true);
    await devices.sharpen(true);
    await devices.sharpen(false);
    expect(applied.map((one) => one.width)).toEqual([{ ideal: 1280 }, { ideal: 640 }]);
  });
});
