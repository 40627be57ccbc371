import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/http.ts";
import { Button } from "../../ui/button.tsx";
import { Heading } from "../../ui/heading.tsx";
import { PasswordAsked } from "../account/password_asked.tsx";
import { SignIns } from "../account/sign_ins.tsx";
import { may } from "../may.ts";
import { readStaff, staff } from "../names.ts";
import { CopyField } from "../parts/copy_field.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { StatePage } from "../parts/state_page.tsx";
import type { StaffMember } from "../records.ts";
import { sentence } from "../refusal.ts";
import { path } from "../route.ts";
import { me } from "../session.ts";
import { accountText as text } from "../text/account.ts";
import { common } from "../text/common.ts";
import { formsText } from "../text/forms.ts";
import { Details } from "./details.tsx";

type Asking = "password" | "factor" | "close";

/** One person's account, for the administrator: what they are, resets, where they are signed in, closing. */
export function PersonPage({ id }: { id: string }) {
  const loaded = useSignal(false);
  const failed = useSignal("");
  const version = useSignal(0);
  const read = async () => {
    try {
      await readStaff();
      failed.value = "";
    } catch (error) {
      failed.value = sentence(error);
    }
    loaded.value = true;
    version.value += 1;
  };
  useEffect(() => void read(), []);
  const one = staff.value.find((member) => member.id === id);
  if (!loaded.value)
    return (
      <p class="loading" role="status">
        {common.loading}
      </p>
    );
  if (!one || !me.value || !may.manageStaff(me.value.role))
    return (
      <StatePage title={failed.value ? common.notHadTitle : common.notFoundTitle}>
        <p>{failed.value || common.notFound}</p>
        <a class="button primary" href={path.people}>
          {text.allPeople}
        </a>
      </StatePage>
    );
  const own = one.id === me.value.person;
  return (
    <div class="form-page">
      <div class="page-head">
        <Heading title={`${one.name} · ${common.product}`}>{one.name}</Heading>
        <a class="button" href={path.people}>
          {text.allPeople}
        </a>
      </div>
      <p class="lead">
        {one.email}
        <span class="aside">
          {" "}
          {text.factorTitle}: {one.second_factor ? text.factor.on : text.factor.off}
        </span>
      </p>
      {failed.value && (
        <p class="notice danger" role="alert">
          {failed.value}
        </p>
      )}
      {!one.active && <p class="notice waiting">{text.closed}</p>}
      <Details key={one.id} one={one} onSaved={read} />
      {own ? (
        <p>
          <a class="button" href={path.account}>
            {text.title}
          </a>
        </p>
      ) : (
        <Resets one={one} onDone={read} />
      )}
      <SignIns
        title={text.signInsOf}
        address={own ? "/api/account/sign-ins" : `/api/staff/${one.id}/sign-ins`}
        own={own}
        endAll={own ? text.endOthers : text.endAll}
        version={version.value}
      />
      <p>
        <a class="button" href={path.auditOfPerson(one.id)}>
          {text.openings(one.name)}
        </a>
      </p>
    </div>
  );
}

function Resets({ one, onDone }: { one: StaffMember; onDone: () => Promise<void> }) {
  const asking = useSignal<Asking | null>(null);
  const fresh = useSignal<string | null>(null);
  const said = useSignal("");
  const wrong = useSignal("");
  const ask = (what: Asking) => () => {
    said.value = wrong.value = "";
    fresh.value = null;
    asking.value = what;
  };
  const close = () => {
    asking.value = null;
  };
  const setActive = async (active: boolean) => {
    close();
    wrong.value = "";
    try {
      await call("PUT", `/api/staff/${one.id}/active`, { active });
      await onDone();
    } catch (error) {
      wrong.value = sentence(error);
    }
  };
  return (
    <section class="card" aria-labelledby="resets-heading">
      <h2 id="resets-heading">{text.resetTitle}</h2>
      {fresh.value && (
        <div class="notice good">
          <p>{formsText.passwordOnce}</p>
          <CopyField
            id="fresh-password"
            label={formsText.password}
            value={fresh.value}
            button={formsText.copyPassword}
          />
        </div>
      )}
      <p role="status">{said.value}</p>
      {wrong.value && (
        <p class="error" role="alert">
          {wrong.value}
        </p>
      )}
      <div class="row">
        {one.active && <Button onClick={ask("password")}>{text.resetPassword}</Button>}
        {one.active && one.second_factor && <Button onClick={ask("factor")}>{text.resetFactor}</Button>}
        {one.active ? (
          <Button kind="danger" onClick={ask("close")}>
            {text.close}
          </Button>
        ) : (
          <Button kind="primary" onClick={() => void setActive(true)}>
            {text.reopen}
          </Button>
        )}
      </div>
      {asking.value === "password" && (
        <PasswordAsked
          title={text.resetPassword}
          lead={text.resetPasswordLead(one.name)}
          button={text.resetPassword}
          act={async (password) => {
            fresh.value = (
              await call<{ password: string }>("POST", `/api/staff/${one.id}/password`, { password })
            ).password;
            await onDone();
          }}
          onClose={close}
        />
      )}
      {asking.value === "factor" && (
        <PasswordAsked
          title={text.resetFactor}
          lead={text.resetFactorLead(one.name)}
          button={text.resetFactor}
          danger
          act={async (password) => {
            await call("POST", `/api/staff/${one.id}/second-factor/remove`, { password });
            said.value = text.resetFactorDone;
            await onDone();
          }}
          onClose={close}
        />
      )}
      {asking.value === "close" && (
        <Dialog title={text.close} onClose={close}>
          <p>{text.closeLead(one.name)}</p>
          <div class="dialog-buttons">
            <Button kind="danger" onClick={() => void setActive(false)}>
              {text.close}
            </Button>
            <Button onClick={close}>{common.cancel}</Button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
