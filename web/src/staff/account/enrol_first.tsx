import { useSignal } from "@preact/signals";
import { call } from "../../api/http.ts";
import { Button } from "../../ui/button.tsx";
import { Heading } from "../../ui/heading.tsx";
import type { Me } from "../records.ts";
import { readSession, signOut } from "../session.ts";
import { accountText as text } from "../text/account.ts";
import { common } from "../text/common.ts";
import { Enrol, type Offered, RecoveryCodes } from "./enrol.tsx";
import { PasswordAsked } from "./password_asked.tsx";

/** Whether this person has to set up a second factor before anything else. */
export function enrolsFirst(me: Me): boolean {
  return me.second_factor_required && !me.second_factor;
}

/** All that somebody sees who signed in by password alone where the server asks for more. */
export function EnrolFirst() {
  const offered = useSignal<Offered | null>(null);
  const codes = useSignal<string[] | null>(null);
  const asking = useSignal(false);
  return (
    <main id="content" class="sign-in">
      <p class="brand">{common.product}</p>
      <Heading title={`${text.factorNeeded} · ${common.product}`}>{text.factorNeeded}</Heading>
      {codes.value ? (
        <RecoveryCodes codes={codes.value} onDone={() => void readSession()} />
      ) : offered.value ? (
        <Enrol
          offered={offered.value}
          onCodes={(fresh) => {
            codes.value = fresh;
          }}
        />
      ) : (
        <>
          <p class="lead">{text.factorNeededLead}</p>
          <div class="row">
            <Button
              kind="primary"
              onClick={() => {
                asking.value = true;
              }}
            >
              {text.factorStart}
            </Button>
            <Button kind="quiet" onClick={() => void signOut()}>
              {common.signOut}
            </Button>
          </div>
        </>
      )}
      {asking.value && (
        <PasswordAsked
          title={text.factorNeeded}
          lead={text.offerLead}
          button={text.begin}
          act={async (password) => {
            offered.value = await call<Offered>("POST", "/api/account/second-factor", { password });
          }}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </main>
  );
}
