/** Times of day within a span of time, as a field of a form has them: in the reader's zone, to the second. */

import type { Span } from "./use_reading.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The span to whole seconds, outwards: chosen whole, nothing of it is left. */
export function secondsOut({ start, end }: Span): Span {
  const from = Math.floor(Date.parse(start) / 1000) * 1000;
  const until = Math.ceil(Date.parse(end) / 1000) * 1000;
  return { start: new Date(from).toISOString(), end: new Date(until).toISOString() };
}

/** "15:04:10" of an instant. */
export function timeOf(instant: string): string {
  const at = new Date(instant);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((one) => String(one).padStart(2, "0")).join(":");
}

/** The instant within the span at which a clock shows that time; null where none does. A span may go past midnight. */
export function atTime(span: Span, time: string): string | null {
  const found = /^(\d\d):(\d\d)(?::(\d\d))?$/.exec(time);
  if (!found) return null;
  const [hours, minutes, seconds] = [found[1], found[2], found[3] ?? "0"].map(Number) as [number, number, number];
  const [start, end] = [Date.parse(span.start), Date.parse(span.end)];
  const day = new Date(start);
  for (const days of [0, 1]) {
    const at = new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hours, minutes, seconds).getTime();
    if (at >= start && at <= end) return new Date(at).toISOString();
    if (at > start + DAY_MS) break;
  }
  return null;
}
