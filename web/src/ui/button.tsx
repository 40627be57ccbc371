import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon.tsx";

type NativeButton = Omit<JSX.IntrinsicElements["button"], "class" | "className" | "icon">;

export interface ButtonProps extends NativeButton {
  /** `primary`: the page's one obvious action. */
  kind?: "plain" | "primary" | "danger" | "quiet";
  icon?: IconName;
  /** The action is under way: the button stays focusable but does nothing more. */
  busy?: boolean;
  class?: string;
  children: ComponentChildren;
}

/** A native button in the product's look. Never a submit button unless `type` says so. */
export function Button({ kind = "plain", icon, busy = false, class: extra = "", children, ...rest }: ButtonProps) {
  const { onClick, type = "button", ...attributes } = rest;
  return (
    <button
      type={type}
      class={`button ${kind} ${extra}`}
      aria-disabled={busy ? "true" : undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
      {...attributes}
    >
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}
