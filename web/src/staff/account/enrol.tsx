import { useSignal } from "@preact/signals";
import { call } from "../../api/http.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { CopyField } from "../parts/copy_field.tsx";
import { sentence } from "../refusal.ts";
import { accountText as text } from "../text/account.ts";
import { common } from "../text/common.ts";

export interface Offered {
  secret: string;
  uri: string;
  qr: string;
}

/** The secret as picture and as text, and the code that proves that the app has it. */
export function Enrol({ offered, onCodes }: { offered: Offered; onCodes: (codes: string[]) => void }) {
  const code = useSignal("");
  const wrong = useSignal("");
  const busy = useSignal(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    const digits = code.value.replaceAll(" ", "");
    wrong.value = /^\d{6}$/.test(digits) ? "" : text.codeMissing;
    if (wrong.value) return;
    busy.value = true;
    try {
      onCodes((await call<{ codes: string[] }>("PUT", "/api/account/second-factor", { code: digits })).codes);
    } catch (error) {
      wrong.value = sentence(error).replace(/^code: /, "");
    }
    busy.value = false;
  };
  return (
    <form class="enrol" onSubmit={send} noValidate>
      <h2>{text.scan}</h2>
      <img class="qr" src={offered.qr} alt={text.qr} width="220" height="220" />
      <CopyField
        id="totp-secret"
        label={text.secret}
        value={offered.secret.replace(/(.{4})(?=.)/g, "$1 ")}
        button={text.copySecret}
        rows={2}
      />
      <h2>{text.codeTitle}</h2>
      <TextField
        name="new-code"
        label={text.code}
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code.value}
        error={wrong.value}
        onInput={(e) => {
          code.value = e.currentTarget.value;
        }}
      />
      <Button type="submit" kind="primary" busy={busy.value}>
        {text.confirm}
      </Button>
    </form>
  );
}

/** The recovery codes, shown once, until their owner says that they are kept. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const told = useSignal("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(codes.join("\n"));
      told.value = common.copied;
    } catch {
      told.value = common.copyByHand;
    }
  };
  return (
    <section class="notice waiting codes" aria-labelledby="codes-heading">
      <h2 id="codes-heading">{text.codesTitle}</h2>
      <p>{text.codesLead}</p>
      <ol class="code-list">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div class="row">
        <Button kind="primary" onClick={onDone}>
          {text.codesDone}
        </Button>
        <Button onClick={copy}>{text.codesCopy}</Button>
        <span role="status">{told.value}</span>
      </div>
    </section>
  );
}
