/** A network that tells when it changed (Network Information API; not in every browser). */
type Network = EventTarget | undefined;

/**
 * Calls `woken` when there is reason to think that things are other than a moment ago: the network came back or changed, the
 * page came into sight again, or the machine was asleep. `online`: it is the network that came back. Returns what ends it.
 */
export function onWake(told: (online: boolean) => void): () => void {
  const woken = () => told(false);
  const online = () => told(true);
  const network = (navigator as { connection?: Network }).connection;
  const seen = () => {
    if (document.visibilityState === "visible") woken();
  };
  addEventListener("online", online);
  const restored = (event: PageTransitionEvent) => {
    if (event.persisted) woken();
  };
  addEventListener("pageshow", restored);
  document.addEventListener("visibilitychange", seen);
  network?.addEventListener("change", woken);
  return () => {
    removeEventListener("online", online);
    removeEventListener("pageshow", restored);
    document.removeEventListener("visibilitychange", seen);
    network?.removeEventListener("change", woken);
  };
}
