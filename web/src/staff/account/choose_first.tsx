import { Button } from "../../ui/button.tsx";
import { Heading } from "../../ui/heading.tsx";
import type { Me } from "../records.ts";
import { signOut } from "../session.ts";
import { accountText as text } from "../text/account.ts";
import { common } from "../text/common.ts";
import { ChangePassword } from "./change_password.tsx";

/** Whether this person has to choose a password of their own before anything else. */
export function choosesFirst(me: Me): boolean {
  return me.password_needed;
}

/** All that somebody sees who signed in with the password that was handed out, where others reach the server. */
export function ChooseFirst({ me }: { me: Me }) {
  return (
    <main id="content" class="sign-in">
      <p class="brand">{common.product}</p>
      <Heading title={`${text.chooseFirst} · ${common.product}`}>{text.chooseFirst}</Heading>
      <p class="lead">{text.chooseFirstLead}</p>
      <ChangePassword me={me} />
      <p>
        <Button kind="quiet" onClick={() => void signOut()}>
          {common.signOut}
        </Button>
      </p>
    </main>
  );
}
