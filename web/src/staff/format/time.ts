/** Instants and lengths of time as a reader sees them. Pure: the zone and "now" are arguments. */

/**
 * "14:05" or "2:05 PM", by the reader's own habits, in `zone` (the browser's when absent). `instant` is RFC 3339; `named`
 * adds the zone: "2:05 PM GMT+1".
 */
export function clockTime(instant: string, zone?: string, locale?: string, named = false): string {
  return new Intl.DateTimeFormat(locale, {
    hour: "numeric",
    minute: "2-digit",
    ...(zone ? { timeZone: zone } : {}),
    ...(named ? { timeZoneName: "short" } : {}),
  }).format(new Date(instant));
}

/** "Pacific Standard Time": what the clocks of `zone` (the browser's when absent) are called at an instant (ms). */
export function zoneName(at: number, zone?: string, locale?: string): string {
  const parts = new Intl.DateTimeFormat(locale, {
    timeZoneName: "long",
    ...(zone ? { timeZone: zone } : {}),
  }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}

/** Whether clocks in `zone` show something else at that instant than clocks in `own` (the browser's zone when absent). */
export function differs(instant: string, zone: string, own?: string): boolean {
  const shown = (at?: string) => `${calendarDay(Date.parse(instant), at)} ${clockTime(instant, at, "en")}`;
  return shown(zone) !== shown(own);
}

const days = new Map<string, Intl.DateTimeFormat>();

/** The date ("2026-11-22") at an instant (ms) in `zone`, the browser's when absent. */
function calendarDay(at: number, zone?: string): string {
  const key = zone ?? "";
  const format = days.get(key) ?? new Intl.DateTimeFormat("en-CA", zone ? { timeZone: zone } : {});
  days.set(key, format);
  return format.format(at);
}

/** When the day of `now` (ms) began in `zone`, ms: the first instant of its date, whatever its clocks were set to. */
export function dayBegan(now: number, zone: string): number {
  const today = calendarDay(now, zone);
  let [before, within] = [now - 26 * 3_600_000, now];
  while (within - before > 100) {
    const middle = (before + within) / 2;
    if (calendarDay(middle, zone) === today) within = middle;
    else before = middle;
  }
  return Math.round(within / 1000) * 1000;
}

/** Hours, minutes and seconds of an instant: for timelines, where seconds matter. */
export function clockTimeExact(instant: string | number, zone?: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, {
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
    ...(zone ? { timeZone: zone } : {}),
  }).format(new Date(instant));
}

/** The same, with the date before it where that is not `day` ("2026-11-22") in `zone`. */
export function exactOn(instant: string | number, day: string, zone?: string, locale?: string, seconds = true): string {
  const at = new Date(instant);
  const shown = seconds ? clockTimeExact(at.getTime(), zone, locale) : clockTime(at.toISOString(), zone, locale);
  if (calendarDay(at.getTime(), zone) === day) return shown;
  const date = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", ...(zone ? { timeZone: zone } : {}) });
  return `${date.format(at)}, ${shown}`;
}

/** "22 Nov 2026, 14:05" in the reader's words; `named` adds the zone. */
export function dayAndTime(instant: string, zone?: string, locale?: string, named = false): string {
  // `timeZoneName` may not stand beside `dateStyle` and `timeStyle`.
  const parts: Intl.DateTimeFormatOptions = named
    ? { year: "numeric", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" }
    : { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(locale, { ...parts, ...(zone ? { timeZone: zone } : {}) }).format(new Date(instant));
}

/** A calendar date ("1990-02-03") in words, without a zone moving it to another day. */
export function calendarDate(date: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${date}T00:00:00Z`),
  );
}

/** Milliseconds from `since` to `now`; never below zero, so that two clocks that disagree show "0:00", not nonsense. */
export function elapsed(since: string, now: number): number {
  return Math.max(0, now - Date.parse(since));
}

/** A running length: "0:07", "12:34", "1:02:03". */
export function stopwatch(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A length in whole words, for text read aloud: "under a minute", "1 minute", "2 hours 5 minutes". */
export function inWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "under a minute";
  const unit = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return unit(minutes, "minute");
  return minutes % 60 === 0 ? unit(hours, "hour") : `${unit(hours, "hour")} ${unit(minutes % 60, "minute")}`;
}

/** The value of `<input type=date>` and `<input type=time>` for an instant in the browser's zone. */
export function localFields(instant: Date): { date: string; time: string } {
  const two = (n: number): string => String(n).padStart(2, "0");
  return {
    date: `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`,
    time: `${two(instant.getHours())}:${two(instant.getMinutes())}`,
  };
}

/** The instant that a date field and a time field mean in the browser's zone, as RFC 3339; null where they are not one. */
export function instantOf(date: string, time: string): string | null {
  const at = new Date(`${date}T${time}`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
