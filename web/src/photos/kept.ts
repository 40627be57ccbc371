import type { NewPhoto } from "./api.ts";
import { readQueueKey } from "./api.ts";

/** A photo that waits to be sent. */
export interface Waiting {
  readonly visit: string;
  readonly photo: NewPhoto;
  readonly file: Blob;
}

interface Kept {
  readonly key: string;
  readonly visit: string;
  readonly at: number;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly sealed: ArrayBuffer;
  readonly said: string;
  /** Its media type: a clip is shown otherwise than a photo. */
  readonly type?: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const STORE = "photos";

let secret: { visit: string; key: CryptoKey } | null = null;

/** Gets the key while there is a network: it stays in memory and is the server's to give again, never the browser's to keep. */
export async function openKept(visit: string): Promise<boolean> {
  if (secret?.visit === visit) return true;
  try {
    const raw = Uint8Array.from(atob((await readQueueKey(visit)).key), (one) => one.charCodeAt(0));
    secret = { visit, key: await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]) };
    return true;
  } catch {
    return false;
  }
}

/** Puts a photo into the browser's storage, encrypted. Without a key or a storage it stays in the open page only. */
export async function keep({ visit, photo, file }: Waiting): Promise<void> {
  if (secret?.visit !== visit) return;
  try {
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(photo.key) },
      secret.key,
      await file.arrayBuffer(),
    );
    await work("readwrite", (store) =>
      store.put({
        key: photo.key,
        visit,
        at: Date.now(),
        nonce,
        sealed,
        said: JSON.stringify(photo),
        type: file.type,
      } satisfies Kept),
    );
  } catch {
    // A full or forbidden storage: the photo is in the page all the same.
  }
}

/** The photos of the visit that still wait, and nothing older than a day: that is thrown away. */
export async function keptOf(visit: string): Promise<Waiting[]> {
  try {
    const all: Kept[] = await work("readonly", (store) => store.getAll());
    const found: Waiting[] = [];
    for (const one of all) {
      if (Date.now() - one.at > DAY_MS) await dropKept(one.key);
      else if (one.visit === visit && secret?.visit === visit) {
        const photo = JSON.parse(one.said) as NewPhoto;
        const file = await crypto.subtle.decrypt(
          { name: "AES-GCM", iv: one.nonce, additionalData: new TextEncoder().encode(one.key) },
          secret.key,
          one.sealed,
        );
        found.push({ visit, photo, file: new Blob([file], { type: one.type ?? "" }) });
      }
    }
    return found;
  } catch {
    return [];
  }
}

/** Takes a photo out of the browser's storage. */
export async function dropKept(key: string): Promise<void> {
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
