import { signal } from "@preact/signals";
import { type Begun, type Draft, dropBegun, keepBegun, type TellingStep } from "./kept.ts";
import { openSealed } from "./sealed.ts";

/** A concern that the patient began to tell and has not finished; null when there is none. It outlives the sheet and a reload. */
export const begun = signal<Begun | null>(null);

let keeping = false;

/** Keeps what was told so far: in the page at once, in the browser's storage as fast as that writes, always the newest. */
export function tell(visit: string, step: TellingStep, draft: Draft): void {
  begun.value = { step, draft };
  if (!keeping) void keepOn(visit);
}

/** It was told to the end, or is not to be told. */
export function forgetTelling(visit: string): void {
  begun.value = null;
  if (!keeping) void dropBegun(visit);
}

async function keepOn(visit: string): Promise<void> {
  keeping = true;
  await openSealed(visit);
  for (let kept: Begun | null | undefined; kept !== begun.peek(); ) {
    kept = begun.peek();
    await (kept === null ? dropBegun(visit) : keepBegun(visit, kept));
  }
  keeping = false;
}
