/** Who is signed in, on this page. The cookie is the truth; this is what the server says of it. */

import { batch, signal } from "@preact/signals";
import { call, Problem } from "../api/http.ts";
import type { Me } from "./records.ts";

/** `undefined` while not known yet, null when nobody is signed in. */
export const me = signal<Me | null | undefined>(undefined);

/** A sentence for the sign-in page: why somebody who was signed in is not any more. */
export const signedOutBecause = signal<string | null>(null);

/** The name of whoever has to give the password again because nobody used the page; null while it is open. */
export const locked = signal<string | null>(null);

/** Notes that the page is locked, where `problem` says so; the answer is whether it does. */
export function noteLocked(problem: Problem): boolean {
  if (problem.code !== "locked") return false;
  locked.value = typeof problem.body.name === "string" ? problem.body.name : (me.peek()?.name ?? "");
  return true;
}

/** Asks the server who is signed in. Throws `Unreachable` or `Problem` when it cannot say. */
export async function readSession(): Promise<void> {
  try {
    const found = await call<Me>("GET", "/api/session");
    batch(() => {
      locked.value = null;
      me.value = found;
    });
  } catch (error) {
    if (error instanceof Problem && noteLocked(error)) return;
    if (!(error instanceof Problem && error.status === 401)) throw error;
    locked.value = null;
    me.value = null;
  }
}

/** Opens a locked page again. Throws the server's `Problem` (code "wrong_password"). */
export async function unlock(password: string): Promise<void> {
  await call("POST", "/api/session/unlock", { password });
  await readSession();
}

/** Signs in; throws the server's `Problem` with its sentence (code "second_factor": the password was right). */
export async function signIn(email: string, password: string, code: string | null): Promise<void> {
  await call("POST", "/api/session", { email, password, ...(code === null ? {} : { code }) });
  signedOutBecause.value = null;
  await readSession();
}

export async function signOut(): Promise<void> {
  await call("DELETE", "/api/session");
  locked.value = null;
  signedOutBecause.value = null;
  me.value = null;
}

/** The server has ended the sign-in: `why` is told on the sign-in page. */
export function forget(why: string): void {
  signedOutBecause.value = why;
  locked.value = null;
  me.value = null;
}
