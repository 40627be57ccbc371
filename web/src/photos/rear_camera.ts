import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

export interface RearCamera {
  /** Null until the camera runs. */
  readonly stream: MediaStream | null;
  readonly failed: boolean;
}

/** The camera away from the face, shown in `video` while the page's part is there. Nothing is heard: no microphone is asked for. */
export function useRearCamera(video: RefObject<HTMLVideoElement | null>, width: number, height: number): RearCamera {
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [failed, setFailed] = useState(false);
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
      () => setFailed(true),
    );
    return () => {
      gone = true;
      if (given) end(given);
    };
  }, []);
  return { stream, failed };
}

function end(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
