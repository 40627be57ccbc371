import { useEffect, useRef } from "preact/hooks";
import { playThere, speaker } from "../media/speaker.ts";

/**
 * A stream's picture. Always silent: voices have elements of their own (`Sound`), so that a picture that stops never
 * takes the voice with it. `mirrored` is for the own picture, as people know themselves.
 */
export function Picture({
  stream,
  label,
  mirrored = false,
  class: extra = "",
}: {
  stream: MediaStream | null;
  label: string;
  mirrored?: boolean;
  class?: string;
}) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = stream;
    if (stream !== null) void element.play().catch(() => undefined); // Silent pictures may always play; else autoplay does.
    return () => {
      element.srcObject = null;
    };
  }, [stream]);
  return (
    <video ref={video} class={`${extra}${mirrored ? " mirrored" : ""}`} aria-label={label} muted autoplay playsInline />
  );
}

/** A stream's voice, played on the chosen speaker, without anything to see. `blocked` is told whether the browser wants a touch first. */
export function Sound({ stream, blocked }: { stream: MediaStream; blocked: (blocked: boolean) => void }) {
  const audio = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const element = audio.current;
    if (element === null) return;
    element.srcObject = stream;
    element.play().then(
      () => blocked(false),
      (error: unknown) => {
        // AbortError only says that the element went or changed meanwhile.
        if (error instanceof DOMException && error.name === "NotAllowedError") blocked(true);
      },
    );
    return () => {
      element.srcObject = null;
    };
  }, [stream, blocked]);
  const where = speaker.value;
  useEffect(() => {
    if (audio.current !== null) void playThere(audio.current, where);
  }, [where]);
  return <audio ref={audio} autoplay />;
}

/** Plays every voice on the page after a touch. Call it from the touch's own handler. */
export async function playAllSounds(): Promise<void> {
  await Promise.all([...document.querySelectorAll("audio")].map((element) => element.play().catch(() => undefined)));
}
