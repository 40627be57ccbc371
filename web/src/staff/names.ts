/** Staff ids as names. Read once a sign-in; a role that may not read the list sees no names where others do. */

import { signal } from "@preact/signals";
import { call } from "../api/http.ts";
import { may } from "./may.ts";
import type { StaffMember } from "./records.ts";
import { me } from "./session.ts";

export const staff = signal<readonly StaffMember[]>([]);

/** Reads the list of people again. Throws like `call`. */
export async function readStaff(): Promise<void> {
  if (me.peek() && may.seePeople(me.peek()?.role ?? "patient"))
    staff.value = (await call<{ staff: StaffMember[] }>("GET", "/api/staff")).staff;
}

/** The name of the member of staff with that id, with the credential; empty when it is not known here. */
export function nameOf(id: string): string {
  const found = staff.value.find((member) => member.id === id);
  if (found) return found.credential ? `${found.name}, ${found.credential}` : found.name;
  return me.value?.person === id ? me.value.name : "";
}
