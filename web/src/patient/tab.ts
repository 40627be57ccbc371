import type { Language } from "../locale/languages.ts";

/**
 * What this tab remembers over a reload: which visit it is in and what the person chose. Nothing secret:
 * the cookie, which no script can read, is what lets the page back in.
 */
interface Remembered {
  visit: string;
  /** The person has asked to join the waiting room: a reload goes straight back. */
  joined: "yes";
  camera: "skipped";
  /** The page was loaded anew because a part of it would not come. */
  reloaded: "yes";
  language: Language;
}

const PREFIX = "vestibule.";

export function remember<Key extends keyof Remembered>(key: Key, value: Remembered[Key]): void {
  try {
    sessionStorage.setItem(PREFIX + key, value);
  } catch {
    // Storage may be switched off: then a reload asks for the date of birth again.
  }
}

export function remembered<Key extends keyof Remembered>(key: Key): Remembered[Key] | null {
  try {
    return sessionStorage.getItem(PREFIX + key) as Remembered[Key] | null;
  } catch {
    return null;
  }
}

export function forget(...keys: (keyof Remembered)[]): void {
  try {
    for (const key of keys) sessionStorage.removeItem(PREFIX + key);
  } catch {
    // As above.
  }
}
