import { describe, expect, it } from "vitest";
import english from "../../locales/en.ftl?raw";
import { helpFor } from "../../src/patient/check/device_help.tsx";
import { type Platform, platformOf } from "../../src/patient/check/platform.ts";
import { failingStep, type Sample, verdictOf } from "../../src/patient/check/verdict.ts";
import { answered, wrongNumber } from "../../src/patient/questions/order.ts";

const fine: Sample = {
  through: true,
  round_trip_ms: 40,
  loss_permille: 0,
  kbps: 900,
  held_back: false,
  way: "udp",
  picture: true,
};

describe("what a connection is good for", () => {
  it.each<[Partial<Sample>, string]>([
    [{}, "good"],
    [{ through: false }, "none"],
    [{ loss_permille: 80 }, "sound_only"],
    [{ round_trip_ms: 700 }, "sound_only"],
    [{ kbps: 150, held_back: true }, "sound_only"],
    [{ kbps: 150, held_back: false }, "good"], // A still picture needs little; the network did not hold it back.
    [{ kbps: 40, held_back: true, picture: false }, "good"],
    [{ loss_permille: 300 }, "poor"],
    [{ round_trip_ms: 3000 }, "poor"],
    [{ round_trip_ms: null, loss_permille: null }, "good"],
  ])("%o is %s", (change, word) => {
    expect(verdictOf({ ...fine, ...change })).toBe(word);
  });
});

const AGENTS: [string, boolean, Platform][] = [
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1",
    true,
    "safari_ios",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 CriOS/130.0 Mobile/15E148 Safari/604.1",
    true,
    "other_ios",
  ],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18.0 Safari/605", true, "safari_ios"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18.0 Safari/605", false, "safari_mac"],
  ["Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537 Chrome/130.0 Mobile Safari/537", true, "chrome_android"],
  ["Mozilla/5.0 (Android 15; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0", true, "firefox_android"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", false, "firefox_desktop"],
  ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/130.0 Safari/537 Edg/130.0", true, "chrome_desktop"],
];

describe("help with a device", () => {
  it.each(AGENTS)("knows the browser of %s", (agent, touch, platform) => {
    expect(platformOf(agent, touch)).toBe(platform);
  });

  it("has its sentence for every step in every browser, and none where all is well", () => {
    const known = new Set([...english.matchAll(/^([a-z][\w-]*) =/gm)].map((match) => match[1]));
    for (const [, , platform] of AGENTS)
      for (const kind of ["camera", "microphone"] as const) {
        for (const status of ["denied", "missing", "lost", "in_use", "failed", "in_app"] as const) {
          const help = helpFor(kind, status, platform);
          expect(help?.steps.length).toBeGreaterThan(1);
          expect(help?.steps.filter((id) => !known.has(id))).toEqual([]);
        }
        expect(helpFor(kind, "on", platform)).toBeNull();
      }
  });
});

describe("questions while waiting", () => {
  const nothing = {
    company: null,
    company_names: null,
    callback_phone: null,
    interpreter: null,
    interpreter_other: null,
    address: null,
  };
  it("are asked until they have an answer", () => {
    expect(answered("interpreter", nothing)).toBe(false);
    expect(answered("interpreter", { ...nothing, interpreter: "none" })).toBe(true);
  });
  it.each([
    ["", false],
    ["555-0199", false],
    ["+1 (559) 555 0199", false],
    ["call me", true],
    ["12", true],
    ["(----------)", true],
  ])("take %s for a wrong number: %s", (typed, wrong) => {
    expect(wrongNumber(typed)).toBe(wrong);
  });
});

describe("the step that fails", () => {
  it.each([
    ["udp", null],
    ["tcp", "tcp"],
    ["relay", "relay"],
    [null, "none"],
  ] as const)("by %s is %s", (way, step) => {
    expect(failingStep(way, false)).toBe(step);
    expect(failingStep(way, true)).toBe(step === "none" ? "none-relay" : step);
  });
});
