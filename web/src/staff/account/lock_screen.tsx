import { useEffect, useId, useRef } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { PasswordField } from "../parts/password_field.tsx";
import { sentence } from "../refusal.ts";
import { locked, signOut, unlock } from "../session.ts";
import { accountText as text } from "../text/account.ts";
import { common } from "../text/common.ts";
import { signInText } from "../text/sign_in.ts";
import { usePassword } from "./use_password.ts";

/**
 * Over everything, until the password comes: a modal dialog, so that no other dialog which was open stays above it. The page
 * beneath is hidden and keeps what was written.
 */
export function LockScreen() {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const { typed, wrong, busy, send } = usePassword(async (password) => {
    try {
      await unlock(password);
    } catch (error) {
      typed.value = "";
      throw error;
    }
  });
  useEffect(() => {
    const at = document.activeElement;
    box.current?.showModal();
    const before = document.title;
    // A page's title may name a patient.
    const hidden = `${text.stillThere} · ${common.product}`;
    document.title = hidden;
    return () => {
      if (document.title === hidden && before !== hidden) document.title = before;
      if (at instanceof HTMLElement && at.isConnected && document.activeElement === document.body) at.focus();
    };
  }, []);
  const leave = async () => {
    try {
      await signOut();
    } catch (error) {
      wrong.value = sentence(error);
    }
  };
  return (
    <dialog
      ref={box}
      class="lock-screen"
      aria-labelledby={heading}
      {...{ closedby: "none" }}
      onCancel={(event) => event.preventDefault()}
    >
      <form class="lock-form" onSubmit={send} noValidate>
        <h1 id={heading}>{text.stillThere}</h1>
        <p class="lead">{text.lockedLead(locked.value ?? "")}</p>
        <PasswordField name="unlock-password" label={signInText.password} typed={typed} error={wrong.value} />
        <div class="dialog-buttons">
          <Button type="submit" kind="primary" busy={busy.value}>
            {text.unlock}
          </Button>
          <Button onClick={leave}>{common.signOut}</Button>
        </div>
      </form>
    </dialog>
  );
}
