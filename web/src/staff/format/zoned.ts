/** Clock times as this member of staff reads them: in the browser's zone, which is named where the practice's is another. */

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

function naming(instant: string): boolean {
  const zone = me.value?.practice.tz;
  return zone !== undefined && time.differs(instant, zone);
}
