import { describe, expect, it } from "vitest";
import { failureOf, inAppBrowser } from "../../src/media/devices.ts";
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
