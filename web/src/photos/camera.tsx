import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../ui/announce.tsx";
import { Button } from "../ui/button.tsx";
import type { View } from "./quality.ts";
import { useRearCamera } from "./rear_camera.ts";
import { p } from "./words.ts";

const TIMER_S = 5;

interface Lamp extends MediaTrackConstraintSet {
  torch: boolean;
}

/** A picture at the camera's own resolution where the browser can (`takePhoto`), else the frame that is shown. */
async function taken(track: MediaStreamTrack, video: HTMLVideoElement): Promise<Blob | null> {
  const Capture = (
    globalThis as unknown as { ImageCapture?: new (track: MediaStreamTrack) => { takePhoto(): Promise<Blob> } }
  ).ImageCapture;
  if (Capture !== undefined) {
    try {
      return await new Capture(track).takePhoto();
    } catch {
      // Some cameras say that they can and then do not: the frame is there in any case.
    }
  }
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.95));
}

/** The rear camera with a guide over it, its lamp, and a timer for who photographs themselves. */
export function Camera({ view, take, close }: { view: View; take: (picture: Blob) => void; close: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const { stream, failed } = useRearCamera(video, 4096, 3072);
  const track = stream?.getVideoTracks()[0] ?? null;
  const [lamp, setLamp] = useState(false);
  const [left, setLeft] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);

  const shoot = async () => {
    if (track === null || video.current === null || busy) return;
    setBusy(true);
    const picture = await taken(track, video.current).catch(() => null);
    setBusy(false);
    if (picture !== null) take(picture);
  };
  useEffect(() => {
    if (left === null) return;
    if (left === 0) {
      setLeft(null);
      void shoot();
      return;
    }
    announce(String(left));
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);

  const able = track !== null && "torch" in (track.getCapabilities?.() ?? {});
  const light = async () => {
    await track?.applyConstraints({ advanced: [{ torch: !lamp } as Lamp] }).catch(() => undefined);
    setLamp(!lamp);
  };
  if (failed) {
    return (
      <p class="notice waiting" role="status">
        {p("camera-none")}
      </p>
    );
  }
  return (
    <div class="camera">
      <div class={`finder ${view}`}>
        <video ref={video} autoplay playsInline muted aria-label={p("camera-picture")} />
        <span class="guide" aria-hidden="true" />
        {left !== null && (
          <span class="countdown" aria-hidden="true">
            {left}
          </span>
        )}
      </div>
      <p role="status">{track === null ? p("camera-starting") : p(`camera-guide-${view}`)}</p>
      <div class="row">
        <Button kind="primary" icon="camera" busy={track === null || busy} onClick={() => void shoot()}>
          {p("camera-take")}
        </Button>
        <Button icon="clock" busy={track === null || left !== null} onClick={() => setLeft(TIMER_S)}>
          {p("camera-timer")}
        </Button>
        {able && (
          <button type="button" class="button" aria-pressed={lamp} onClick={() => void light()}>
            {p("camera-light")}
          </button>
        )}
        <Button kind="quiet" onClick={close}>
          {p("camera-cancel")}
        </Button>
      </div>
    </div>
  );
}
