/**
 * What waits in the browser's storage to be sent: encrypted, for a day at most. The key stays in memory and is the server's to give
 * again, never the browser's to keep, so that what is left on a lost phone is noise.
 */

/** One thing that waits, as it was given. */
export interface Opened {
  readonly key: string;
  /** Beside the content and readable: of what it is, never what somebody told. */
  readonly said: string;
  /** Its media type. */
  readonly type: string;
  readonly content: ArrayBuffer;
}

interface Sealed {
  readonly key: string;
  readonly visit: string;
  readonly at: number;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly sealed: ArrayBuffer;
  readonly said: string;
  readonly type?: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const STORE = "photos";

let secret: { visit: string; key: CryptoKey } | null = null;

/** Whether what of the visit waits can be read, and more be kept. */
export const isOpen = (visit: string): boolean => secret?.visit === visit;

/** Takes the key that the server gave for the visit: base64 of 32 bytes. */
export async function openWith(visit: string, base64: string): Promise<void> {
  const raw = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  secret = { visit, key: await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]) };
}

/** Keeps one value after the other, and of those that come meanwhile only the newest. */
export function newestOnly<Value>(keep: (value: Value) => Promise<void>): (value: Value) => void {
  let waiting: { readonly value: Value } | null = null;
  let busy = false;
  const run = async () => {
    busy = true;
    while (waiting) {
      const { value } = waiting;
      waiting = null;
      await keep(value).catch(() => undefined);
    }
    busy = false;
  };
  return (value) => {
    waiting = { value };
    if (!busy) void run();
  };
}

/** Puts something into the browser's storage, or in the place of what had its key. Without our key or a storage nothing is kept. */
export async function seal(
  visit: string,
  key: string,
  content: ArrayBuffer | Uint8Array<ArrayBuffer>,
  { said = "", type = "" } = {},
): Promise<void> {
  if (secret?.visit !== visit) return;
  try {
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const bound = { name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(key) };
    const sealed = await crypto.subtle.encrypt(bound, secret.key, content);
    const kept: Sealed = { key, visit, at: Date.now(), nonce, sealed, said, type };
    await work("readwrite", (store) => store.put(kept));
  } catch {
    // A full or forbidden storage: it is in the page all the same.
  }
}

/** What of the visit waits and can be read, and nothing older than a day: that is thrown away. */
export async function openedOf(visit: string): Promise<Opened[]> {
  try {
    const all: Sealed[] = await work("readonly", (store) => store.getAll());
    const found: Opened[] = [];
    for (const { key, nonce, sealed, said, type = "", ...one } of all) {
      if (Date.now() - one.at > DAY_MS) await drop(key);
      else if (one.visit === visit && secret?.visit === visit) {
        const bound = { name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(key) };
        // Sealed under a key that the server no longer has: it is nobody's any more, and must not keep the others back.
        const content = await crypto.subtle.decrypt(bound, secret.key, sealed).catch(() => null);
        if (content !== null) found.push({ key, said, type, content });
      }
    }
    return found;
  } catch {
    return [];
  }
}

/** Takes it out of the browser's storage. */
export async function drop(key: string): Promise<void> {
  try {
    await work("readwrite", (store) => store.delete(key));
  } catch {
    // There was nothing to drop.
  }
}

function work<Result>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("vestibule", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "key" });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(STORE, mode);
      const request = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => {
        database.close();
        resolve(request.result);
      };
      transaction.onabort = () => {
        database.close();
        reject(transaction.error);
      };
    };
  });
}
