import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import type { View } from "./quality.ts";
import { p } from "./words.ts";

/** What takes a photo or a clip is given. */
export interface Shooting {
  view: View;
  take: (file: Blob) => void;
  close: () => void;
  /** There is no camera to be had here. */
  none: () => void;
}

/** The camera away from the face, shown in `video` while the page's part is there; null until it runs. `none` is called where there
 * is no camera to be had. Nothing is heard: no microphone is asked for. */
export function useRearCamera(
  video: RefObject<HTMLVideoElement | null>,
  width: number,
  height: number,
  none: () => void,
): MediaStream | null {
  const [stream, setStream] = useState<MediaStream | null>(null);
  useEffect(() => {
    let given: MediaStream | null = null;
    let gone = false;
    const wanted = { facingMode: "environment", width: { ideal: width }, height: { ideal: height } };
    const asked = navigator.mediaDevices?.getUserMedia({ video: wanted }) ?? Promise.reject(new Error("no camera"));
    asked.then(
      (found) => {
        given = found;
        if (gone) return end(found);
        if (video.current) video.current.srcObject = found;
        setStream(found);
      },
      () => gone || none(),
    );
    return () => {
      gone = true;
      if (given) end(given);
    };
  }, []);
  return stream;
}

function end(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

interface Finding {
  stream: MediaStream | null;
  video: RefObject<HTMLVideoElement | null>;
  view: View;
  /** Seconds that are counted down over the picture; null while none are. */
  left: number | null;
  /** What to do, once the camera runs. */
  said: string;
  close: () => void;
  /** The buttons before the one that goes back. */
  children: ComponentChildren;
}

/** What the camera sees, with the guide of the view over it. */
export function Finder({ stream, video, view, left, said, close, children }: Finding) {
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
      <p role="status">{stream === null ? p("camera-starting") : said}</p>
      <div class="row">
        {children}
        <Button kind="quiet" onClick={close}>
          {p("camera-cancel")}
        </Button>
      </div>
    </div>
  );
}
