import type { Signal } from "@preact/signals";
import { TextField, type Wrong } from "../../ui/field.tsx";

interface Props {
  name: string;
  label: string;
  typed: Signal<string>;
  error?: Wrong;
  hint?: string;
  /** A new one, which a browser then offers to make and keep. */
  fresh?: boolean;
}

/** A field for a password, which the browser's keeper of passwords knows for what it is. */
export function PasswordField({ typed, fresh, ...field }: Props) {
  return (
    <TextField
      {...field}
      type="password"
      autoComplete={fresh ? "new-password" : "current-password"}
      value={typed.value}
      onInput={(e) => {
        typed.value = e.currentTarget.value;
      }}
    />
  );
}
