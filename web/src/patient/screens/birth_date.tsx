import { useRef } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Heading } from "../../ui/heading.tsx";
import { enter, state } from "../flow.ts";
import { StepForm } from "../form.tsx";
import { t } from "../text.ts";

/** The one question that confirms who opened the link. */
export function BirthField({ hint }: { hint: string }) {
  const born = useRef("");
  const { error, busy } = state.value;
  return (
    <StepForm submit={() => void enter(born.current)}>
      <TextField
        label={t("birth-label")}
        hint={hint}
        error={error?.field === "birth" ? t(error.message, { tries: error.tries ?? 0 }) : null}
        type="date"
        name="date_of_birth"
        autoComplete="bday"
        min="1900-01-01"
        max={new Date().toISOString().slice(0, 10)}
        required
        onInput={(event) => {
          born.current = event.currentTarget.value;
        }}
      />
      <Button type="submit" kind="primary" busy={busy}>
        {t("continue")}
      </Button>
    </StepForm>
  );
}

export function BirthDate() {
  const { link } = state.value;
  return (
    <div class="step">
      <Heading title={t("birth-heading")} />
      {link && (
        <p>
          {t(link.without_call ? "birth-hello-photos" : "birth-hello", {
            name: link.name_hint,
            at: new Date(link.scheduled_at),
          })}
        </p>
      )}
      <BirthField hint={`${t("birth-why")} ${t("birth-whose")}`} />
    </div>
  );
}
