/** The one set of icons: 24x24 line drawings in files beside this one, in the text's colour. Always beside words. */
const files = import.meta.glob<string>("./icons/*.svg", { query: "?raw", import: "default", eager: true });

export type IconName =
  | "camera"
  | "camera-off"
  | "check"
  | "clock"
  | "end"
  | "full"
  | "hand-over"
  | "help"
  | "huddle"
  | "leave"
  | "light"
  | "lock"
  | "microphone"
  | "microphone-off"
  | "pause"
  | "phone"
  | "photo"
  | "screen"
  | "small-window"
  | "sound"
  | "sound-off"
  | "turn"
  | "urgent"
  | "warning";

/** `name` is a file of icons/, fixed when the page is built. Hidden from assistive technology: the words beside it say the same. */
export function Icon({ name }: { name: IconName }) {
  const svg = files[`./icons/${name}.svg`] ?? "";
  return <span class="icon" aria-hidden="true" dangerouslySetInnerHTML={{ __html: svg }} />;
}
