import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/http.ts";
import { now } from "../clock.ts";
import { ask, link } from "../live.ts";
import { may } from "../may.ts";
import { me } from "../session.ts";

/** How long reading is believed after the last touch, click, key or move, milliseconds. */
const UNUSED_MS = 120_000;
/** How often the server hears that it goes on. */
const BEAT_MS = 60_000;

export interface Span {
  start: string;
  end: string;
}

/** What the visit's evidence has of the reader's own time (docs/photos.md). */
export interface ReadingTime {
  day: string;
  today: boolean;
  counts: boolean;
  on_the_day_s: number;
  other_days_s: number;
  /** What was read, from when to when (RFC 3339), the oldest first. */
  intervals: Span[];
  /** The photos are answered in writing: no visit's total time is in question. */
  written: boolean;
}

export interface Reading {
  /** Null before it is known, and for who has none. */
  readonly time: ReadonlySignal<ReadingTime | null>;
  /** Since when reading counts now (ms), or null while it does not. */
  readonly since: ReadonlySignal<number | null>;
  readonly failed: ReadonlySignal<boolean>;
  /** Reads it again, up to now where reading goes on. */
  readonly refresh: () => Promise<void>;
  /** Takes all of it back, or what lies between two instants. */
  readonly strike: (part: Span | null) => Promise<void>;
}

/**
 * Reading counts while the page is visible and in front and was used within two minutes. The server keeps when: it hears of
 * the beginning, every minute that it goes on, and of the end; its own clock is the one that counts.
 */
export function useReading(visit: string): Reading {
  const time = useSignal<ReadingTime | null>(null);
  const since = useSignal<number | null>(null);
  const failed = useSignal(false);
  const inFront = useSignal(document.visibilityState === "visible" && document.hasFocus());
  const used = useSignal(Date.now());
  const works = may.work(me.value?.role ?? "biller");

  useEffect(() => {
    const look = () => {
      inFront.value = document.visibilityState === "visible" && document.hasFocus();
    };
    // Written once a second: the pointer moves more often than anybody has to know.
    const touch = () => {
      if (Date.now() - used.peek() > 1000) used.value = Date.now();
    };
    const touches = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;
    for (const name of touches) addEventListener(name, touch, { passive: true });
    addEventListener("focus", look);
    addEventListener("blur", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      for (const name of touches) removeEventListener(name, touch);
      removeEventListener("focus", look);
      removeEventListener("blur", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);

  const read = async () => {
    try {
      time.value = await call<ReadingTime>("GET", `/api/visits/${visit}/reading-time`);
      failed.value = false;
    } catch {
      failed.value = true;
    }
  };
  const going = useSignal(false);
  useSignalEffect(() => {
    going.value = works && inFront.value && link.value === "open" && now.value - used.value < UNUSED_MS;
  });
  useSignalEffect(() => {
    if (!going.value) return undefined;
    const tell = (on: boolean) => ask({ type: "work", visit, activity: "image_review", on });
    let over = false;
    void (async () => {
      try {
        await tell(true);
        await read();
        if (!over) since.value = Date.now();
      } catch {
        failed.value = true;
      }
    })();
    const beat = setInterval(() => void tell(true).catch(() => undefined), BEAT_MS);
    return () => {
      over = true;
      clearInterval(beat);
      since.value = null;
      void tell(false).then(read, () => undefined);
    };
  });

  const refresh = async () => {
    // What goes on has no end in the log yet: it is ended here, and goes on at once.
    for (const on of going.peek() ? [false, true] : [])
      await ask({ type: "work", visit, activity: "image_review", on }).catch(() => undefined);
    await read();
    if (since.peek() !== null) since.value = Date.now();
  };
  const strike = async (part: Span | null) => {
    const asked = part ? `?${new URLSearchParams({ from: part.start, until: part.end })}` : "";
    time.value = await call<ReadingTime>("DELETE", `/api/visits/${visit}/reading-time${asked}`);
    if (since.peek() !== null) since.value = Date.now();
  };
  return { time, since, failed, refresh, strike };
}
