import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Problem } from "../api/http.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Heading } from "../ui/heading.tsx";
import { type Fault, looksLikeEmail } from "./forms/checks.ts";
import { ErrorSummary, faultOf } from "./parts/error_summary.tsx";
import { PasswordField } from "./parts/password_field.tsx";
import { sentence } from "./refusal.ts";
import { signedOutBecause, signIn } from "./session.ts";
import { common } from "./text/common.ts";
import { signInText as text } from "./text/sign_in.ts";

/** Email, password, and a code when the server asks for one. */
export function SignIn() {
  const email = useSignal("");
  const password = useSignal("");
  const code = useSignal("");
  /** Why a code is asked for, in the server's words; null while the password alone is enough. */
  const second = useSignal<string | null>(null);
  const paper = useSignal(false);
  const busy = useSignal(false);
  const faults = useSignal<Fault[]>([]);
  const tries = useSignal(0);

  const check = (): Fault[] => {
    const found: Fault[] = [];
    if (email.value.trim() === "") found.push({ field: "email", message: text.emailMissing });
    else if (!looksLikeEmail(email.value)) found.push({ field: "email", message: text.emailWrong });
    if (password.value === "") found.push({ field: "password", message: text.passwordMissing });
    if (second.value !== null && code.value.trim() === "")
      found.push({ field: "code", message: paper.value ? text.paperMissing : text.codeMissing });
    return found;
  };

  const send = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    tries.value += 1;
    faults.value = check();
    if (faults.value.length > 0) return;
    busy.value = true;
    try {
      await signIn(email.value.trim(), password.value, second.value === null ? null : code.value.replaceAll(" ", ""));
    } catch (error) {
      faults.value = refusal(error);
    } finally {
      busy.value = false;
    }
  };

  const refusal = (error: unknown): Fault[] => {
    if (error instanceof Problem && error.code === "second_factor") {
      const first = second.value === null;
      second.value = error.message;
      code.value = "";
      // The first time nothing is wrong: the next step has come.
      return first ? [] : [{ field: "code", message: error.message }];
    }
    if (error instanceof Problem && error.status === 401) return [{ field: "password", message: error.message }];
    return [{ field: "", message: sentence(error) }];
  };

  const asked = second.value !== null;
  useEffect(() => {
    if (asked) document.getElementsByName("code")[0]?.focus();
  }, [asked]);

  return (
    <main id="content" class="sign-in">
      <p class="brand">{common.product}</p>
      <Heading title={`${text.title} · ${common.product}`}>{text.title}</Heading>
      <p class="lead">{text.lead}</p>
      {signedOutBecause.value && (
        <p class="notice" role="status">
          {signedOutBecause.value}
        </p>
      )}
      <ErrorSummary faults={faults.value} tries={tries.value} />
      <form onSubmit={send} noValidate>
        <TextField
          name="email"
          label={text.email}
          type="email"
          autoComplete="username"
          value={email.value}
          onInput={(e) => {
            email.value = e.currentTarget.value;
          }}
          error={faultOf(faults.value, "email")}
        />
        <PasswordField
          name="password"
          label={text.password}
          typed={password}
          error={faultOf(faults.value, "password")}
        />
        {second.value !== null && (
          <TextField
            name="code"
            label={paper.value ? text.paperCode : text.code}
            hint={
              paper.value
                ? text.paperHint
                : faults.value.length > 0
                  ? text.codeHint
                  : `${second.value} ${text.codeHint}`
            }
            inputMode={paper.value ? "text" : "numeric"}
            autoComplete="one-time-code"
            value={code.value}
            onInput={(e) => {
              code.value = e.currentTarget.value;
            }}
            error={faultOf(faults.value, "code")}
          />
        )}
        <Button type="submit" kind="primary" busy={busy.value}>
          {busy.value ? text.busy : text.button}
        </Button>
        {second.value !== null && (
          <Button
            kind="quiet"
            onClick={() => {
              paper.value = !paper.value;
              code.value = "";
              faults.value = [];
              document.getElementsByName("code")[0]?.focus();
            }}
          >
            {paper.value ? text.app : text.paper}
          </Button>
        )}
      </form>
    </main>
  );
}
