/**
 * Which tab this is: a random name that stays over a reload, by which the server tells a page that comes back from a
 * second one. Nothing secret: the cookie, which no script can read, is what lets a page in.
 */

const KEY = "vestibule.tab";
/** A page that reloads may find its own name still held by its past for a moment: so often it looks again, this far apart, milliseconds. */
const LOOKS = { times: 5, apart: 50 };

let own: Promise<string> | null = null;

/** This tab's name, the same for as long as the tab is there. */
export function tabId(): Promise<string> {
  own ??= claim();
  return own;
}

async function claim(): Promise<string> {
  const known = stored();
  // A duplicated tab starts with a copy of the storage, and with it the name: two pages under one name would throw each
  // other out without asking.
  if (known !== null && (await hold(known))) return known;
  const fresh = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  try {
    sessionStorage.setItem(KEY, fresh);
  } catch {
    // Storage may be switched off: then a reload counts as another tab.
  }
  await hold(fresh);
  return fresh;
}

function stored(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Whether the name is this page's alone; it is kept until the page goes. Without locks (plain http) nobody can say. */
async function hold(name: string): Promise<boolean> {
  if (navigator.locks === undefined) return true;
  for (let look = 0; look < LOOKS.times; look++) {
    if (look > 0) await new Promise((resolve) => setTimeout(resolve, LOOKS.apart));
    if (await lock(`${KEY}.${name}`)) return true;
  }
  return false;
}

function lock(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const kept = navigator.locks.request(name, { ifAvailable: true }, (granted) => {
      resolve(granted !== null);
      return granted === null ? undefined : new Promise<never>(() => undefined);
    });
    kept.catch(() => resolve(true));
  });
}
