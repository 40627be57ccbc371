let wanted = false;
let lock: WakeLockSentinel | null = null;

/** Keeps the screen on while somebody waits or is in the visit. The browser lets go in the background; we ask again after. */
export function keepAwake(awake: boolean): void {
  wanted = awake;
  void hold();
}

async function hold(): Promise<void> {
  if (!wanted) {
    await lock?.release().catch(() => undefined);
    lock = null;
    return;
  }
  if (lock !== null && !lock.released) return;
  if (document.visibilityState !== "visible") return;
  try {
    const given = await navigator.wakeLock?.request("screen");
    // Meanwhile it may have been given up, or given to somebody who asked at the same time.
    if (wanted && (lock === null || lock.released)) lock = given ?? null;
    else await given?.release();
  } catch {
    // A phone that saves its battery may say no; the page works without.
  }
}

document.addEventListener("visibilitychange", () => void hold());
