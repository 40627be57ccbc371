import { Heading } from "../../ui/heading.tsx";
import { me } from "../session.ts";
import { accountText as text } from "../text/account.ts";
import { common } from "../text/common.ts";
import { ChangePassword } from "./change_password.tsx";
import { SecondFactor } from "./second_factor.tsx";
import { SignIns } from "./sign_ins.tsx";

/** One's own account: how it is protected, and where it is open. */
export function AccountPage() {
  if (!me.value) return null;
  return (
    <div class="form-page">
      <Heading title={`${text.title} · ${common.product}`}>{text.title}</Heading>
      <p class="lead">
        {me.value.name}, {common.roles[me.value.role]}
      </p>
      <SecondFactor me={me.value} />
      <ChangePassword me={me.value} />
      <SignIns title={text.signInsTitle} address="/api/account/sign-ins" own endAll={text.endOthers} />
    </div>
  );
}
