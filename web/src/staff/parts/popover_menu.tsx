import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

interface Props {
  button: string;
  describedBy?: string;
  /** The entries; called when the menu closes by a choice, so that the focus goes back first. */
  children: (close: () => void) => ComponentChildren;
}

const MARGIN_PX = 8;

/** A button that opens a short list of further actions: the browser's own popover, closed by Esc or a click beside it. */
export function PopoverMenu({ button, describedBy, children }: Props) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const place = () => {
    const [from, box] = [opener.current?.getBoundingClientRect(), list.current];
    if (!from || !box) return;
    const { offsetWidth: width, offsetHeight: height } = box;
    const below = from.bottom + 4 + height < innerHeight;
    box.style.left = `${Math.max(MARGIN_PX, Math.min(from.right - width, innerWidth - width - MARGIN_PX))}px`;
    box.style.top = `${Math.max(MARGIN_PX, below ? from.bottom + 4 : from.top - height - 4)}px`;
  };
  return (
    <>
      <button
        type="button"
        class="button"
        ref={opener}
        popoverTarget={id}
        {...(describedBy ? { "aria-describedby": describedBy } : {})}
      >
        {button}
      </button>
      <div
        id={id}
        ref={list}
        popover="auto"
        class="menu"
        onToggle={(event) => {
          if ((event as unknown as ToggleEvent).newState !== "open") return;
          place();
          list.current?.querySelector("button")?.focus();
        }}
      >
        {children(() => list.current?.hidePopover())}
      </div>
    </>
  );
}
