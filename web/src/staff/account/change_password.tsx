import { useSignal } from "@preact/signals";
import { call, Problem } from "../../api/http.ts";
import { Button } from "../../ui/button.tsx";
import type { Fault } from "../forms/checks.ts";
import { ErrorSummary, faultOf } from "../parts/error_summary.tsx";
import { PasswordField } from "../parts/password_field.tsx";
import type { Me } from "../records.ts";
import { sentence } from "../refusal.ts";
import { readSession } from "../session.ts";
import { accountText as text } from "../text/account.ts";

/** A password of one's own, in place of the one that was handed out or became known. */
export function ChangePassword({ me }: { me: Me }) {
  const now = useSignal("");
  const fresh = useSignal("");
  const faults = useSignal<Fault[]>([]);
  const tries = useSignal(0);
  const busy = useSignal(false);
  const said = useSignal("");
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    tries.value += 1;
    said.value = "";
    faults.value = [
      ...(now.value === "" ? [{ field: "password-now", message: text.passwordMissing }] : []),
      ...(fresh.value.length < 12 ? [{ field: "password-new", message: text.passwordShort }] : []),
    ];
    if (faults.value.length > 0) return;
    busy.value = true;
    try {
      await call("PUT", "/api/account/password", { password: now.value, new_password: fresh.value });
      now.value = fresh.value = "";
      said.value = text.passwordChanged;
      await readSession();
    } catch (error) {
      const field = error instanceof Problem && error.code === "wrong_password" ? "password-now" : "password-new";
      faults.value = [{ field, message: sentence(error).replace(/^new_password: /, "") }];
    }
    busy.value = false;
  };
  return (
    <section class="card" aria-labelledby="password-heading">
      <h2 id="password-heading">{text.passwordTitle}</h2>
      {!me.password_own && !me.password_needed && <p class="notice waiting">{text.passwordHanded}</p>}
      <ErrorSummary faults={faults.value} tries={tries.value} />
      <form onSubmit={send} noValidate>
        <PasswordField
          name="password-now"
          label={text.passwordNow}
          typed={now}
          error={faultOf(faults.value, "password-now")}
        />
        <PasswordField
          name="password-new"
          label={text.passwordNew}
          typed={fresh}
          error={faultOf(faults.value, "password-new")}
          hint={text.passwordHint}
          fresh
        />
        <Button type="submit" kind={me.password_needed ? "primary" : "plain"} busy={busy.value}>
          {text.passwordChange}
        </Button>
        <p role="status">{said.value}</p>
      </form>
    </section>
  );
}
