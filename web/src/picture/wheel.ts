import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { byWheel, type Gesture } from "./gestures.ts";

/** Calls `act` with what the wheel says over `box`, anew for each picture `of`. The page does not scroll meanwhile. */
export function useWheel(box: RefObject<HTMLElement | null>, of: string, act: (gesture: Gesture) => void): void {
  // The wheel scrolls the page unless its listener says at once that it does not.
  useEffect(() => {
    const element = box.current;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      act(byWheel(event));
    };
    element?.addEventListener("wheel", wheel, { passive: false });
    return () => element?.removeEventListener("wheel", wheel);
  }, [of]);
}
