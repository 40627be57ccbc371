/** One clock for everything on the page that ticks. */

import { signal } from "@preact/signals";

/** The browser's time in ms, each second. Only ever shown, never sent: what counts is what the server witnessed. */
export const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, 1000);
