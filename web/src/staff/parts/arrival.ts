import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/**
 * For a form that takes the place of the button that opened it: the focus goes into its first field, where it would be lost with
 * the button, and the form comes into sight. `there`: whether the form stands now.
 */
export function useArrival<Box extends HTMLElement>(there = true): RefObject<Box | null> {
  const box = useRef<Box>(null);
  useEffect(() => {
    if (!there) return;
    const first = box.current?.querySelector<HTMLElement>("input, select, textarea");
    first?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: "nearest" });
  }, [there]);
  return box;
}
