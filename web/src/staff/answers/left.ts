/** The time left to answer, in business hours. Pure. */

export interface Clock {
  since: string;
  due: string | null;
  /** Business seconds; below zero once it is late. */
  left_s: number;
  urgency: "in_time" | "near" | "late";
}

/** "21 h 5 min", "40 min": whole minutes, cut towards zero. */
export function hoursAndMinutes(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}

/** "08:30" as minutes after midnight; "24:00" and, at the day's end, "00:00" are its last. Null where it is no time. */
export function minuteOf(time: string, end = false): number | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(time.trim());
  if (!found) return null;
  const minute = Number(found[1]) * 60 + Number(found[2]);
  if (Number(found[2]) > 59 || minute > 1440) return null;
  return end && minute === 0 ? 1440 : minute;
}

/** Minutes after midnight as a time field writes them; the day's end is "00:00" there. */
export function timeOf(minute: number): string {
  return `${String(Math.floor((minute % 1440) / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
