/** Somebody waits and nobody has said to have seen it: a sound and a desktop alert, again and again until somebody does. */

import { computed, effect, signal } from "@preact/signals";
import type { BoardRow } from "../../protocol/frames.ts";
import { announce } from "../../ui/announce.tsx";
import { page } from "../route.ts";
import { boardText as text } from "../text/board.ts";
import { chime } from "./chime.ts";
import { boardStore } from "./store.ts";
import { toTellOf, unseenOf } from "./unseen.ts";

/** How often it is repeated, ms. */
const AGAIN_MS = 15_000;
const SEEN = "vestibule.seen";
const WANTED = "vestibule.alerts";

const seen = signal<ReadonlySet<string>>(remembered());

/** Whether sounds may be played: only after a click on this page, so never right after a reload. */
export const soundOn = signal(false);

/** Whether this person had switched the sound on before the page was loaded: then its being off is worth a word. */
export const soundWanted = signal(stored(localStorage, WANTED) === "on");

/** Waiting patients whom nobody at this desk has said to have seen, as the board has them; none while a visit goes on here. */
export const unseen = computed(() => {
  const { rows } = boardStore.state.value;
  return toTellOf(unseenOf(rows.values(), seen.value), page.value, rows);
});

/** "I know that they wait." */
export function acknowledge(visits: Iterable<string>): void {
  seen.value = new Set([...seen.peek(), ...visits]);
  store(sessionStorage, SEEN, JSON.stringify([...seen.peek()]));
}

/** Switches sound and desktop alerts on or off. Call it from a click: the browser allows the first sound only there. */
export function switchSound(on: boolean): void {
  soundOn.value = on;
  soundWanted.value = on;
  store(localStorage, WANTED, on ? "on" : "off");
  if (!on) return;
  chime();
  if (alerts() === "default") void Notification.requestPermission().catch(() => undefined);
}

/** What the browser says about desktop alerts; `missing` where it has none. */
export function alerts(): NotificationPermission | "missing" {
  return "Notification" in window ? Notification.permission : "missing";
}

/** Begins to look. Once for a page; what it looks at is empty while nobody is signed in. */
export function startAlerts(): void {
  const states = new Map<string, string>();
  let again: ReturnType<typeof setInterval> | undefined;
  let alarming = "";
  effect(() => {
    const { known, rows } = boardStore.state.value;
    const came: BoardRow[] = [];
    for (const row of rows.values()) {
      const before = states.get(row.visit);
      states.set(row.visit, row.state);
      if (before === undefined || before === row.state) continue;
      if (row.state === "waiting") came.push(row);
      // Whoever comes into the waiting room once more is news once more.
      if (before === "waiting") forget(row.visit);
    }
    if (!known) states.clear();
    const news = came.filter((row) => !seen.peek().has(row.visit));
    if (news.length > 0) announce(news.map((row) => text.arrived(row.patient_name)).join(" "));
  });
  effect(() => {
    const names = unseen.value.map((row) => row.patient_name).join(", ");
    if (names === alarming) return;
    const more = names.length > alarming.length;
    alarming = names;
    clearInterval(again);
    if (names === "") return;
    if (more) alarm(names);
    again = setInterval(() => alarm(names), AGAIN_MS);
  });
}

function alarm(names: string): void {
  if (!soundOn.peek()) return;
  chime();
  if (alerts() !== "granted" || (document.visibilityState === "visible" && document.hasFocus())) return;
  try {
    // The same tag: a further alert takes the place of the one before instead of piling up; `renotify` makes it heard.
    const options = { body: names, tag: "waiting", renotify: true } as NotificationOptions;
    const shown = new Notification(text.alertTitle, options);
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch {
    // Browsers on Android let only a service worker show one: there the sound has to do.
  }
}

function forget(visit: string): void {
  if (!seen.peek().has(visit)) return;
  seen.value = new Set([...seen.peek()].filter((one) => one !== visit));
  store(sessionStorage, SEEN, JSON.stringify([...seen.peek()]));
}

function remembered(): ReadonlySet<string> {
  try {
    return new Set(JSON.parse(stored(sessionStorage, SEEN) ?? "[]") as string[]);
  } catch {
    return new Set();
  }
}

/** Storage may be switched off; then a reload tells everything anew. */
function stored(storage: Storage, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

function store(storage: Storage, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // As above.
  }
}
