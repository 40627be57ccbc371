import { useSignal } from "@preact/signals";
import { call } from "../../api/http.ts";
import { Button } from "../../ui/button.tsx";
import type { Me } from "../records.ts";
import { readSession } from "../session.ts";
import { accountText as text } from "../text/account.ts";
import { Enrol, type Offered, RecoveryCodes } from "./enrol.tsx";
import { PasswordAsked } from "./password_asked.tsx";

type Asking = "offer" | "remove" | "codes";

/** The second factor of one's own account: on or off, another phone, recovery codes. */
export function SecondFactor({ me }: { me: Me }) {
  const asking = useSignal<Asking | null>(null);
  const offered = useSignal<Offered | null>(null);
  const codes = useSignal<string[] | null>(null);
  const said = useSignal("");
  const ask = (what: Asking) => () => {
    said.value = "";
    asking.value = what;
  };
  const questions: Record<Asking, { title: string; lead: string; button: string; act: (p: string) => Promise<void> }> =
    {
      offer: {
        title: me.second_factor ? text.factorReplace : text.factorNeeded,
        lead: text.offerLead,
        button: text.begin,
        act: async (password) => {
          offered.value = await call<Offered>("POST", "/api/account/second-factor", { password });
        },
      },
      remove: {
        title: text.factorRemoveTitle,
        lead: text.factorRemoveLead,
        button: text.factorRemove,
        act: async (password) => {
          await call("POST", "/api/account/second-factor/remove", { password });
          await readSession();
          said.value = text.factorRemoved;
        },
      },
      codes: {
        title: text.codesNew,
        lead: text.codesNewLead,
        button: text.codesNew,
        act: async (password) => {
          codes.value = (await call<{ codes: string[] }>("POST", "/api/account/recovery-codes", { password })).codes;
        },
      },
    };
  const question = asking.value && questions[asking.value];
  return (
    <section class="card" aria-labelledby="factor-heading">
      <h2 id="factor-heading">{text.factorTitle}</h2>
      {codes.value ? (
        <RecoveryCodes
          codes={codes.value}
          onDone={() => {
            codes.value = null;
            void readSession();
          }}
        />
      ) : offered.value ? (
        <Enrol
          offered={offered.value}
          onCodes={(fresh) => {
            offered.value = null;
            codes.value = fresh;
          }}
        />
      ) : (
        <>
          <p>{me.second_factor ? text.factorOn : text.factorOff}</p>
          {me.second_factor && <p class="aside">{text.codesLeft(me.recovery_codes_left)}</p>}
          <p role="status">{said.value}</p>
          <div class="row">
            <Button kind={me.second_factor ? "plain" : "primary"} onClick={ask("offer")}>
              {me.second_factor ? text.factorReplace : text.factorStart}
            </Button>
            {me.second_factor && <Button onClick={ask("codes")}>{text.codesNew}</Button>}
            {me.second_factor && !me.second_factor_required && (
              <Button kind="quiet" onClick={ask("remove")}>
                {text.factorRemove}
              </Button>
            )}
          </div>
        </>
      )}
      {question && (
        <PasswordAsked
          {...question}
          danger={asking.value === "remove"}
          onClose={() => {
            asking.value = null;
          }}
        />
      )}
    </section>
  );
}
