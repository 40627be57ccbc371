import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** What is wrong with a field: a sentence, which is announced where it comes up, or one of the faults that the form's summary announces. */
export type Wrong = string | { readonly message: string } | null | undefined;

interface Labelled {
  label: ComponentChildren;
  /** A sentence under the label that helps to fill it in. */
  hint?: string | undefined;
  /** What is wrong, beside the field, which is described by it. */
  error?: Wrong;
}

function FieldError({ id, error }: { id: string; error: Wrong }) {
  if (!error) return null;
  const announced = typeof error === "string";
  return (
    <p class="error" role={announced ? "alert" : undefined} id={`${id}-error`}>
      {announced ? error : error.message}
    </p>
  );
}

function Frame({ id, label, hint, error, children }: Labelled & { id: string; children: ComponentChildren }) {
  return (
    <div class={`field${error ? " invalid" : ""}`}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <FieldError id={id} error={error} />
      {children}
    </div>
  );
}

function described(id: string, hint?: string, error?: Wrong): string | undefined {
  return [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
}

/** What the fields hand on to their native element. Spelled out: the JSX types split inputs by their ARIA roles. */
interface Native<Element extends EventTarget> {
  name?: string;
  value?: string | number;
  disabled?: boolean;
  required?: boolean;
  autoComplete?: string;
  onInput?: (event: Event & { currentTarget: Element }) => void;
  onChange?: (event: Event & { currentTarget: Element }) => void;
  onKeyDown?: (event: KeyboardEvent & { currentTarget: Element }) => void;
  onBlur?: (event: Event & { currentTarget: Element }) => void;
}

interface NativeInput extends Native<HTMLInputElement> {
  type?: "text" | "email" | "password" | "date" | "datetime-local" | "time" | "tel" | "number" | "search";
  inputMode?: "text" | "numeric" | "decimal" | "email" | "tel" | "search";
  min?: string | number;
  max?: string | number;
  step?: string | number;
  maxLength?: number;
  placeholder?: string;
}

/** A labelled text-like input: hint above, error beside. */
export function TextField({ label, hint, error, ...input }: Labelled & NativeInput) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input
        {...(input as NativeInput & { type?: "text" })}
        id={id}
        class="control"
        aria-describedby={described(id, hint, error)}
        aria-invalid={error ? "true" : undefined}
      />
    </Frame>
  );
}

interface NativeArea extends Native<HTMLTextAreaElement> {
  rows?: number;
  maxLength?: number;
}

/** A labelled field of several lines. */
export function TextArea({ label, hint, error, ...area }: Labelled & NativeArea) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea
        {...area}
        id={id}
        class="control"
        aria-describedby={described(id, hint, error)}
        aria-invalid={error ? "true" : undefined}
      />
    </Frame>
  );
}

/** A labelled choice of one from many; `children` are its options. */
export function SelectField({
  label,
  hint,
  error,
  children,
  ...select
}: Labelled & Native<HTMLSelectElement> & { children: ComponentChildren }) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <select
        {...select}
        id={id}
        class="control"
        aria-describedby={described(id, hint, error)}
        aria-invalid={error ? "true" : undefined}
      >
        {children}
      </select>
    </Frame>
  );
}

interface NativeChoice extends Native<HTMLInputElement> {
  checked?: boolean;
}

/** A checkbox or radio button with its words; the whole line is the target. */
export function Choice({
  type = "checkbox",
  label,
  error,
  ...input
}: { type?: "checkbox" | "radio"; label: ComponentChildren; error?: Wrong } & NativeChoice) {
  const id = useId();
  return (
    <div class={`field${error ? " invalid" : ""}`}>
      <FieldError id={id} error={error} />
      <label class="choice" for={id}>
        <input
          {...input}
          id={id}
          type={type as "checkbox"}
          aria-invalid={error ? "true" : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
        />
        <span>{label}</span>
      </label>
    </div>
  );
}
