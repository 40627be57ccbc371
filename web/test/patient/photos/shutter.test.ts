import { afterEach, describe, expect, it, vi } from "vitest";
import { sharpness, takeStill } from "../../../src/patient/photos/shutter.ts";

/** A track, a video element and canvases that are no real ones: no browser here has a camera, so only the choice is proven. */
const track = { kind: "video" } as unknown as MediaStreamTrack;
const photo = new Blob(["photo"], { type: "image/jpeg" });

/** Frames as the video shows them, one after the other: each with noise of that strength, which is its sharpness. */
function filming(frames: readonly number[]): { drawn: number[]; kept: number[] } {
  const seen = { drawn: [] as number[], kept: [] as number[] };
  let next = 0;
  class Canvas {
    width = 0;
    height = 0;
    strength = 0;
    getContext() {
      return {
        drawImage: () => {
          this.strength = frames[next++] ?? 0;
          seen.drawn.push(this.strength);
        },
        getImageData: () => {
          const data = new Uint8ClampedArray(16 * 16 * 4).map(
            (_, i) => 128 + (i % 8 < 4 ? this.strength : -this.strength),
          );
          return { data, width: 16, height: 16 };
        },
      };
    }
    toBlob(done: (blob: Blob) => void) {
      seen.kept.push(this.strength);
      done(new Blob([String(this.strength)]));
    }
  }
  const video = { play: async () => undefined, videoWidth: 16, videoHeight: 16, srcObject: null };
  vi.stubGlobal("document", { createElement: (name: string) => (name === "video" ? video : new Canvas()) });
  vi.stubGlobal("MediaStream", class {});
  vi.stubGlobal("setTimeout", (act: () => void) => queueMicrotask(act));
  return seen;
}

afterEach(() => vi.unstubAllGlobals());

describe("a true still, on a stubbed track", () => {
  it("is what the camera itself takes where the browser can", async () => {
    const asked: unknown[] = [];
    vi.stubGlobal(
      "ImageCapture",
      class {
        constructor(of: unknown) {
          asked.push(of);
        }
        takePhoto = async () => photo;
      },
    );
    expect(await takeStill(track)).toEqual({ file: photo, way: "photo" });
    expect(asked).toEqual([track]);
  });

  it("is the sharpest of the film's frames where the camera refuses, and where the browser knows no takePhoto", async () => {
    for (const Taker of [
      class {
        takePhoto = async () => Promise.reject(new Error("the camera is filming"));
      },
      undefined,
    ]) {
      vi.stubGlobal("ImageCapture", Taker);
      const seen = filming([5, 9, 40, 12, 7, 3]);
      const { file, way } = await takeStill(track);
      expect(way).toBe("frame");
      expect(await file.text()).toBe("40");
      expect(seen).toEqual({ drawn: [5, 9, 40, 12, 7, 3], kept: [40] });
    }
  });

  it("says so where the camera gives no picture at all", async () => {
    vi.stubGlobal("ImageCapture", undefined);
    filming([]);
    (document.createElement("video") as unknown as { videoWidth: number }).videoWidth = 0;
    await expect(takeStill(track)).rejects.toThrow("no picture");
  });
});

describe("the sharpness of a frame", () => {
  it("grows with what differs from its neighbours, and is nothing for a plain one", () => {
    const of = (strength: number) => {
      const data = new Uint8ClampedArray(16 * 16 * 4).map((_, i) => 128 + (i % 8 < 4 ? strength : -strength));
      return sharpness({ data, width: 16, height: 16 });
    };
    expect(of(0)).toBe(0);
    expect(of(20)).toBeGreaterThan(of(10));
  });
});
