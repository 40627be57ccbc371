import { signal } from "@preact/signals";
import { newestOnly } from "../../api/sealed.ts";
import { type Begun, type Draft, dropBegun, keepBegun, openKept, type TellingStep } from "./kept.ts";

/** A concern that the patient began to tell and has not finished; null when there is none. It outlives the sheet and a reload. */
export const begun = signal<Begun | null>(null);

const keep = newestOnly(async ({ visit, told }: { visit: string; told: Begun | null }) => {
  await openKept(visit);
  await (told === null ? dropBegun(visit) : keepBegun(visit, told));
});

/** Keeps what was told so far: in the page at once, in the browser's storage as fast as that writes, always the newest. */
export function tell(visit: string, step: TellingStep, draft: Draft): void {
  begun.value = { step, draft };
  keep({ visit, told: begun.value });
}

/** It was told to the end, or is not to be told. */
export function forgetTelling(visit: string): void {
  begun.value = null;
  keep({ visit, told: null });
}
