import { useSignal } from "@preact/signals";
import { Button } from "../../ui/button.tsx";
import { now } from "../clock.ts";
import { stopwatch } from "../format/time.ts";
import { reviewText } from "../text/review.ts";
import { Strike } from "./strike.tsx";
import { useReading } from "./use_reading.ts";

const text = reviewText.time;

/** The reader's own time as it accrues, what becomes of it, and the way to take it back. */
export function ReadingClock({ visit }: { visit: string }) {
  const reading = useReading(visit);
  const asking = useSignal(false);
  const time = reading.time.value;
  if (!time) return reading.failed.value ? <p class="aside">{text.failed}</p> : null;
  const running = reading.since.value;
  const ms =
    (time.written ? time.on_the_day_s + time.other_days_s : time.today ? time.on_the_day_s : time.other_days_s) * 1000 +
    (running ? Math.max(0, now.value - running) : 0);
  const others = time.today ? time.other_days_s : time.on_the_day_s;
  return (
    <section class="reading-clock" aria-label={text.reading}>
      <p>
        <strong>{text.reading}</strong>{" "}
        <span class="reading-ms" data-reading-ms={Math.round(ms)}>
          {stopwatch(ms)}
        </span>{" "}
        <span class="aside">{running ? text.running : text.paused}</span>
      </p>
      <p class="aside reading-said">
        {!time.counts ? text.notYours : time.written ? text.written : time.today ? text.counts : text.countsNot}
        {others > 0 && time.today && !time.written && ` ${text.other(stopwatch(others * 1000))}`}
      </p>
      {ms > 0 && (
        <Button
          onClick={() => {
            asking.value = true;
          }}
        >
          {text.strike}
        </Button>
      )}
      {asking.value && (
        <Strike
          reading={reading}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </section>
  );
}
