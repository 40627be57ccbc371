/** Which picture floats over other windows (W3C Picture-in-Picture). The browser has a button of its own that ends it. */
import { signal } from "@preact/signals";

/** The element whose picture floats, or null. */
export const floating = signal<Element | null>(null);

for (const event of ["enterpictureinpicture", "leavepictureinpicture"]) {
  // Both bubble. The document says which element it is only after the event was handled.
  document.addEventListener(event, ({ type, target }) => {
    const element = target instanceof Element ? target : null;
    if (type === "enterpictureinpicture") floating.value = element;
    else if (floating.peek() === element) floating.value = null;
  });
}

/** Lets a picture float, or brings it back. Refused where the person does not want it so: nothing changes then. */
export async function float(video: HTMLVideoElement): Promise<void> {
  if (document.pictureInPictureElement === video) await document.exitPictureInPicture().catch(() => undefined);
  else await video.requestPictureInPicture().catch(() => undefined);
}
