import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** A `<dialog>` that is modal for as long as it is in the page, and then gives the focus back. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    const before = document.activeElement;
    if (dialog && !dialog.open) dialog.showModal();
    return () => {
      dialog?.close();
      // The browser gives the focus back only while the dialog is still in the page, which it is not any more.
      if (before instanceof HTMLElement && before.isConnected && document.activeElement === document.body)
        before.focus();
    };
  }, []);
  return box;
}
