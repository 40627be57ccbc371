/** What fills the screen (Fullscreen API). The browser says itself how it is left. */
import { signal } from "@preact/signals";

/** The element that fills the screen, or null. */
export const filling = signal<Element | null>(null);

document.addEventListener("fullscreenchange", () => {
  filling.value = document.fullscreenElement;
});

/** Safari on an iPhone fills the screen with nothing but a video, by a method of its own. */
interface IPhoneVideo extends HTMLVideoElement {
  webkitEnterFullscreen?: () => void;
}

/** Lets `box` fill the screen, or gives the screen back. Where the browser lets no element do so, its picture `video` does. */
export async function fill(box: Element, video: HTMLVideoElement): Promise<void> {
  if (document.fullscreenElement === box) await document.exitFullscreen().catch(() => undefined);
  else if (document.fullscreenEnabled) await box.requestFullscreen().catch(() => undefined);
  else (video as IPhoneVideo).webkitEnterFullscreen?.();
}
