import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { useModal } from "../../ui/modal.ts";

interface Props {
  title: string;
  /** Called when the dialog is dismissed: Esc, or a button that the page gives it. */
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal question on the browser's own `<dialog>`: it keeps the focus, closes by Esc and gives the focus back. */
export function Dialog({ title, onClose, children }: Props) {
  const box = useModal();
  const heading = useId();
  return (
    <dialog
      ref={box}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}
