/** The devices that the person chose by hand, kept by the tab over a reload. Ids of devices say nothing outside this page. */

const KEY = "vestibule.device.";

/** The device of that kind that was chosen in this tab, or null. */
export function keptChoice(kind: "camera" | "microphone" | "speaker"): string | null {
  try {
    return sessionStorage.getItem(KEY + kind);
  } catch {
    return null; // Storage may be switched off, or there is none.
  }
}

/** Remembers the choice; null forgets it. */
export function keepChosen(kind: "camera" | "microphone" | "speaker", deviceId: string | null): void {
  try {
    if (deviceId === null) sessionStorage.removeItem(KEY + kind);
    else sessionStorage.setItem(KEY + kind, deviceId);
  } catch {
    // As above: the choice then lasts as long as the page.
  }
}
