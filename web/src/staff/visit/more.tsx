import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { visitText as text } from "../text/visit.ts";

/** What is seldom wanted just now: behind one word, so that it does not compete with what is. Closed by Esc, a choice, or a click beside it. */
export function More({ children }: { children: ComponentChildren }) {
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const at = event.target;
      const inside = at instanceof Node && box.current?.contains(at);
      const chosen = event.type === "click" && at instanceof Element && at.closest(".more-list button:enabled");
      if (!box.current || (inside && !chosen)) return;
      // What has the focus is about to be hidden; a dialog that was opened gives it back to where it is now.
      if (box.current.contains(document.activeElement)) box.current.querySelector("summary")?.focus();
      box.current.open = false;
    };
    document.addEventListener("pointerdown", close);
    document.addEventListener("click", close);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("click", close);
    };
  }, []);
  return (
    <details
      class="more"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !box.current?.open) return;
        box.current.open = false;
        box.current.querySelector("summary")?.focus();
      }}
    >
      <summary class="button">{text.more}</summary>
      <div class="more-list">{children}</div>
    </details>
  );
}
