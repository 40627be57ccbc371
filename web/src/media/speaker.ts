/**
 * Which speaker plays the voices: the browser's own choice until the person chooses. Not every browser lets a page choose
 * (W3C Audio Output Devices API, `setSinkId`); where it cannot, nothing is offered.
 */
import { signal } from "@preact/signals";
import { keepChosen, keptChoice } from "./choices.ts";

/** The chosen speaker's device id; empty for the browser's own choice. */
export const speaker = signal(keptChoice("speaker") ?? "");

/** Whether this browser lets a page choose. */
export function speakersCanBeChosen(): boolean {
  return typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype;
}

/** Plays every voice on that speaker from now on. */
export function chooseSpeaker(deviceId: string): void {
  keepChosen("speaker", deviceId);
  speaker.value = deviceId;
}

/** Plays `element` on the chosen speaker, or on the browser's own where that one is not there any more. */
export async function playThere(element: HTMLMediaElement, deviceId: string): Promise<void> {
  if (!speakersCanBeChosen() || element.sinkId === deviceId) return;
  await element.setSinkId(deviceId).catch(() => (deviceId === "" ? undefined : playThere(element, "")));
}
