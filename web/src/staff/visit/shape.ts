import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Gives a tile the shape of the picture in it (`--shape`): a phone that is turned changes its picture's shape. */
export function useShape(tile: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const shape = tile.current;
    if (!shape) return undefined;
    // `resize` does not bubble, but it passes here on its way down.
    const follow = (event: Event) => {
      const video = event.target as HTMLVideoElement;
      if (!(video instanceof HTMLVideoElement) || video.classList.contains("tile-screen")) return;
      if (video.videoHeight > 0) shape.style.setProperty("--shape", String(video.videoWidth / video.videoHeight));
    };
    for (const type of ["resize", "loadedmetadata"]) shape.addEventListener(type, follow, true);
    return () => {
      for (const type of ["resize", "loadedmetadata"]) shape.removeEventListener(type, follow, true);
    };
  }, [tile]);
}
