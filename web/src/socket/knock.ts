/** How long the server may take to answer a knock, milliseconds: the second packet of a connection whose first was lost gets through in that time. */
const ANSWER_MS = 2000;

/**
 * Whether the server can be reached at all. A page that tries WebSockets against a server that is not there is slowed down by
 * the browser for minutes (Chromium: by 1 to 5 s each, once some tens have failed); plain requests are not.
 */
export async function answers(): Promise<boolean> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ANSWER_MS);
  try {
    await fetch("/healthz", { cache: "no-store", credentials: "omit", signal: patience.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
