import { type Signal, signal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { reviewText } from "../text/review.ts";
import type { Desk } from "./desk.ts";
import type { Picture } from "./photos.ts";

const text = reviewText.film;

/** A clip as it plays in a pane. Its frames come at a constant rate, so a step is the same everywhere. */
export class Film {
  readonly playing = signal(false);
  /** The frame that is seen, from 0. */
  readonly frame = signal(0);
  /** Whether anybody wanted to see more than its picture: it is fetched only then. */
  readonly wanted = signal(false);
  readonly rate: number;
  readonly frames: number;

  constructor(picture: Picture) {
    this.rate = picture.photo.frame_rate ?? 30;
    this.frames = Math.max(1, Math.round(((picture.photo.duration_ms ?? 0) * this.rate) / 1000));
  }

  toggle(): void {
    this.wanted.value = true;
    if (!this.playing.peek() && this.frame.peek() >= this.frames - 1) this.frame.value = 0;
    this.playing.value = !this.playing.peek();
  }

  /** So many frames on, or back; it stands still then. */
  step(by: number): void {
    this.seek(this.frame.peek() + by);
  }

  seek(frame: number): void {
    this.wanted.value = true;
    this.playing.value = false;
    this.frame.value = Math.min(this.frames - 1, Math.max(0, frame));
  }
}

/** The moving picture itself, over the still one. */
export function FilmLayer({ desk, picture, filter }: { desk: Desk; picture: Picture; filter: string | undefined }) {
  const film = desk.film(picture);
  const video = useRef<HTMLVideoElement>(null);
  const url = useUrl(desk, picture, film);
  useSignalEffect(() => {
    const [playing, frame, address] = [film.playing.value, film.frame.value, url.value];
    const element = video.current;
    if (!element || !address) return;
    const shown = Math.floor(element.currentTime * film.rate + 0.001);
    // The middle of a frame's time is that frame, however the browser rounds.
    if (!playing || Math.abs(shown - frame) > film.rate) {
      if (shown !== frame || element.readyState < 2) element.currentTime = (frame + 0.5) / film.rate;
    }
    if (playing && element.paused) void element.play().catch(() => undefined);
    if (!playing && !element.paused) element.pause();
  });
  if (!url.value) return null;
  return (
    <video
      ref={video}
      class="layer"
      src={url.value}
      data-frame={film.frame.value}
      muted
      playsInline
      preload="auto"
      aria-label={text.name}
      style={filter ? { filter } : undefined}
      onTimeUpdate={(event) => {
        if (film.playing.peek())
          film.frame.value = Math.min(film.frames - 1, Math.floor(event.currentTarget.currentTime * film.rate + 0.001));
      }}
      onEnded={() => {
        film.playing.value = false;
        film.frame.value = film.frames - 1;
      }}
    />
  );
}

function useUrl(desk: Desk, picture: Picture, film: Film): Signal<string> {
  const url = useRef(signal("")).current;
  const wanted = film.wanted.value;
  useEffect(() => {
    if (!wanted) return;
    desk.pixels.url(picture, "clip").then(
      (found) => {
        url.value = found;
      },
      () => {
        film.playing.value = false;
        film.wanted.value = false;
        desk.failed.value = reviewText.pictureFailed;
      },
    );
  }, [wanted, picture.id]);
  return url;
}

/** Below the pane: plays, stands still, goes frame by frame. */
export function FilmBar({ desk, picture }: { desk: Desk; picture: Picture }) {
  const film = desk.film(picture);
  const seconds = (frames: number) => (frames / film.rate).toFixed(2);
  return (
    <fieldset class="film-bar">
      <legend class="visually-hidden">{text.name}</legend>
      <Button onClick={() => film.toggle()}>{film.playing.value ? text.pause : text.play}</Button>
      <Button class="sign" aria-label={text.back} title={text.back} onClick={() => film.step(-1)}>
        ◂
      </Button>
      <Button class="sign" aria-label={text.on} title={text.on} onClick={() => film.step(1)}>
        ▸
      </Button>
      <input
        type="range"
        aria-label={text.frame}
        aria-valuetext={text.at(film.frame.value + 1, film.frames, seconds(film.frame.value))}
        min={0}
        max={film.frames - 1}
        value={film.frame.value}
        onInput={(event) => film.seek(Number(event.currentTarget.value))}
      />
      <span class="film-at">{text.at(film.frame.value + 1, film.frames, seconds(film.frame.value))}</span>
    </fieldset>
  );
}
