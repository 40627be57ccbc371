import { type Signal, useSignal } from "@preact/signals";
import { sentence } from "../refusal.ts";
import { accountText as text } from "../text/account.ts";

interface Password {
  typed: Signal<string>;
  /** What is wrong with it, or why it did not help; empty for nothing. */
  wrong: Signal<string>;
  busy: Signal<boolean>;
  send: (event: Event) => Promise<void>;
}

/** A form that asks for the password of whoever is signed in, and does something with it. */
export function usePassword(act: (password: string) => Promise<void>): Password {
  const typed = useSignal("");
  const wrong = useSignal("");
  const busy = useSignal(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    wrong.value = typed.value === "" ? text.passwordMissing : "";
    if (wrong.value) return;
    busy.value = true;
    try {
      await act(typed.value);
    } catch (error) {
      wrong.value = sentence(error);
    }
    busy.value = false;
  };
  return { typed, wrong, busy, send };
}
