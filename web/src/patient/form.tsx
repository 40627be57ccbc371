import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { state } from "./flow.ts";
import { t } from "./text.ts";

/**
 * One step's form. Errors stand beside their field; when one comes up, the focus goes to the field that it is about, or to
 * the summary when it is about the whole page.
 */
export function StepForm({ submit, children }: { submit: () => void; children: ComponentChildren }) {
  const form = useRef<HTMLFormElement>(null);
  const error = state.value.error;
  useEffect(() => {
    if (error === null) return;
    const target = form.current?.querySelector<HTMLElement>(error.field === null ? "[data-summary]" : "[aria-invalid]");
    target?.focus();
  }, [error]);
  return (
    <form
      ref={form}
      class="step"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {error !== null && error.field === null && (
        <div class="notice danger" data-summary role="alert" tabIndex={-1}>
          <strong>{t("error-summary")}</strong>
          <p>{t(error.message)}</p>
        </div>
      )}
      {children}
    </form>
  );
}
