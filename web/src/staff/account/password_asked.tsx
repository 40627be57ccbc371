import type { ComponentChildren } from "preact";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { PasswordField } from "../parts/password_field.tsx";
import { accountText as text } from "../text/account.ts";
import { common } from "../text/common.ts";
import { usePassword } from "./use_password.ts";

interface Props {
  title: string;
  /** What will happen. */
  lead: ComponentChildren;
  button: string;
  danger?: boolean;
  /** Does it, with the password of whoever is signed in; what it throws is told in the dialog. */
  act: (password: string) => Promise<void>;
  onClose: () => void;
}

/** Asks for the password once more before something that changes how somebody signs in. */
export function PasswordAsked({ title, lead, button, danger = false, act, onClose }: Props) {
  const { typed, wrong, busy, send } = usePassword(async (password) => {
    await act(password);
    onClose();
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{lead}</p>
      <form onSubmit={send} noValidate>
        <PasswordField name="own-password" label={text.passwordAgain} typed={typed} error={wrong.value} />
        <div class="dialog-buttons">
          <Button type="submit" kind={danger ? "danger" : "primary"} busy={busy.value}>
            {button}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
