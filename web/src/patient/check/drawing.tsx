/** Pictures of what to look for, in files beside this one, drawn in the text's colour. The words below say the same. */
const files = import.meta.glob<string>("./pictures/*.svg", { query: "?raw", import: "default", eager: true });

export type DrawingName =
  | "address-left"
  | "address-menu"
  | "settings"
  | "plug"
  | "busy-camera"
  | "busy-microphone"
  | "browser"
  | "silent"
  | "network";

export function Drawing({ name }: { name: DrawingName }) {
  const svg = files[`./pictures/${name}.svg`] ?? "";
  return <div class="drawing" aria-hidden="true" dangerouslySetInnerHTML={{ __html: svg }} />;
}
