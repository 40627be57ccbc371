/** Clock times as this member of staff reads them: in the browser's zone, which is named where the practice's is another. What a visit is
 * coded by is told in the practice's. */

import { me } from "../session.ts";
import * as time from "./time.ts";

/** "2:05 PM", or "2:05 PM GMT+1" for a reader away from the practice's zone. */
export function clockTime(instant: string): string {
  return time.clockTime(instant, undefined, undefined, naming(instant));
}

/** "Nov 22, 2026, 2:05 PM", with the zone as above. */
export function dayAndTime(instant: string): string {
  return time.dayAndTime(instant, undefined, undefined, naming(instant));
}

/**
 * "2:05:07 PM" as a visit is told: in the practice's zone, as its date of service is, and with the date ("Nov 21, 2:05:07 PM") where it
 * is not `day`, that date. `seconds` false leaves them out.
 */
export function exactOn(instant: string | number, day: string, seconds = true): string {
  return time.exactOn(instant, day, me.value?.practice.tz, undefined, seconds);
}

/** What the clocks of the practice are called around noon of `day`, where this reader's show another time; else null. */
export function otherZone(day: string): string | null {
  const noon = `${day}T12:00:00Z`;
  const zone = me.value?.practice.tz;
  if (zone === undefined || Number.isNaN(Date.parse(noon))) return null;
  return time.differs(noon, zone) ? time.zoneName(Date.parse(noon), zone) : null;
}

function naming(instant: string): boolean {
  const zone = me.value?.practice.tz;
  return zone !== undefined && time.differs(instant, zone);
}
