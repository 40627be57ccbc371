import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { Finder, type Shooting, useRearCamera } from "./rear_camera.tsx";
import { p } from "./words.ts";

/** A clip's most seconds; the server gives it half a second more. */
export const LONGEST_S = 20;
const BITS_PER_SECOND = 4_000_000;
/** What browsers film in, the one that most can read first. */
const KINDS = ["video/mp4;codecs=avc1", "video/mp4", "video/webm;codecs=vp8", "video/webm"];

/** Whether this browser can film. */
export const canFilm = () => "MediaRecorder" in globalThis;

/** The camera, filming up to twenty seconds of picture. It ends by itself. */
export function Film({ view, take, close, none }: Shooting) {
  const video = useRef<HTMLVideoElement>(null);
  const recorder = useRef<MediaRecorder | null>(null);
  const stream = useRearCamera(video, 1280, 720, none);
  const [left, setLeft] = useState<number | null>(null);
  const kept = useRef(true);

  useEffect(
    () => () => {
      kept.current = false;
      if (recorder.current?.state === "recording") recorder.current.stop();
    },
    [],
  );
  const start = () => {
    if (stream === null) return;
    const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
    const made = new MediaRecorder(stream, { videoBitsPerSecond: BITS_PER_SECOND, ...(kind && { mimeType: kind }) });
    const parts: Blob[] = [];
    made.ondataavailable = ({ data }) => void parts.push(data);
    made.onstop = () => {
      if (kept.current) take(new Blob(parts, { type: made.mimeType.split(";")[0] || "video/webm" }));
    };
    made.start();
    recorder.current = made;
    setLeft(LONGEST_S);
    announce(p("film-running"));
  };
  const stop = () => recorder.current?.state === "recording" && recorder.current.stop();
  useEffect(() => {
    if (left === null) return;
    if (left === 0) {
      stop();
      return;
    }
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);

  const said = p(left === null ? "film-how" : "film-running");
  return (
    <Finder stream={stream} video={video} view={view} left={left} said={said} close={close}>
      {left === null ? (
        <Button kind="primary" icon="camera" busy={stream === null} onClick={start}>
          {p("film-start")}
        </Button>
      ) : (
        <Button kind="primary" icon="check" onClick={stop}>
          {p("film-stop")}
        </Button>
      )}
    </Finder>
  );
}

/** How long a chosen clip is, in seconds; null where this browser cannot say. */
export function lengthOf(url: string): Promise<number | null> {
  return new Promise((resolve) => {
    const video = document.createElement("video");
    video.preload = "metadata";
    video.muted = true;
    video.onloadedmetadata = () => resolve(Number.isFinite(video.duration) ? video.duration : null);
    video.onerror = () => resolve(null);
    video.src = url;
  });
}
