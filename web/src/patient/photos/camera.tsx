import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { Finder, type Shooting, useRearCamera } from "./rear_camera.tsx";
import { takeStill } from "./shutter.ts";
import { p } from "./words.ts";

const TIMER_S = 5;

interface Lamp extends MediaTrackConstraintSet {
  torch: boolean;
}

/** The rear camera with a guide over it, its lamp, and a timer for who photographs themselves. */
export function Camera({ view, take, close, none }: Shooting) {
  const video = useRef<HTMLVideoElement>(null);
  const stream = useRearCamera(video, 4096, 3072, none);
  const track = stream?.getVideoTracks()[0] ?? null;
  const [lamp, setLamp] = useState(false);
  const [left, setLeft] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  /** What did not work just now: a message, which stands in the place of the guide's words. */
  const [problem, setProblem] = useState<"" | "camera-take-failed" | "camera-light-failed">("");

  const shoot = async () => {
    if (track === null || busy) return;
    setBusy(true);
    setProblem("");
    const still = await takeStill(track).catch(() => null);
    setBusy(false);
    if (still !== null) take(still.file);
    else setProblem("camera-take-failed");
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
    try {
      await track?.applyConstraints({ advanced: [{ torch: !lamp } as Lamp] });
      setLamp(!lamp);
      setProblem("");
    } catch {
      // The button stays as the lamp is.
      setProblem("camera-light-failed");
    }
  };
  const said = p(problem === "" ? `camera-guide-${view}` : problem);
  return (
    <Finder stream={stream} video={video} view={view} left={left} said={said} close={close}>
      <Button kind="primary" icon="photo" busy={track === null || busy} onClick={() => void shoot()}>
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
    </Finder>
  );
}
