/**
 * Where a pane looks at its picture. Pure. `x` and `y` are the point of the picture in the pane's middle, as fractions of its
 * width and height; `scale` 1 shows the whole picture.
 */
export interface Look {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Box {
  readonly width: number;
  readonly height: number;
}

export const WHOLE: Look = { x: 0.5, y: 0.5, scale: 1 };
const CLOSEST = 32;

/** The picture's size in the pane, CSS pixels, when all of it is shown. */
export function fitted(picture: Box, pane: Box): Box {
  const by = Math.min(pane.width / picture.width, pane.height / picture.height) || 0;
  return { width: picture.width * by, height: picture.height * by };
}

/** Keeps the middle of the pane on the picture, and the scale within what helps. */
export function kept(look: Look): Look {
  const within = (value: number) => Math.min(1, Math.max(0, value));
  const scale = Math.min(CLOSEST, Math.max(1, look.scale));
  return scale === 1 ? WHOLE : { x: within(look.x), y: within(look.y), scale };
}

/** Moves the picture by CSS pixels. */
export function panned(look: Look, fit: Box, dx: number, dy: number): Look {
  if (!fit.width || !fit.height) return look;
  return kept({ ...look, x: look.x - dx / (fit.width * look.scale), y: look.y - dy / (fit.height * look.scale) });
}

/** Zooms by a factor; the point at (`ax`, `ay`), CSS pixels from the pane's middle, stays where it is. */
export function zoomed(look: Look, fit: Box, factor: number, ax = 0, ay = 0): Look {
  const scale = Math.min(CLOSEST, Math.max(1, look.scale * factor));
  const by = 1 / look.scale - 1 / scale;
  return kept({
    scale,
    x: look.x + (fit.width ? (ax / fit.width) * by : 0),
    y: look.y + (fit.height ? (ay / fit.height) * by : 0),
  });
}

/** The CSS transform of a sheet of the fitted size whose origin is the pane's upper left corner. */
export function transform(look: Look, fit: Box, pane: Box): string {
  const left = pane.width / 2 - look.x * fit.width * look.scale;
  const top = pane.height / 2 - look.y * fit.height * look.scale;
  return `translate(${left}px, ${top}px) scale(${look.scale})`;
}

/** The point of the picture, as fractions, at (`px`, `py`) of the pane. It may lie outside of 0 to 1. */
export function pointAt(look: Look, fit: Box, pane: Box, px: number, py: number): [number, number] {
  return [
    look.x + (px - pane.width / 2) / (fit.width * look.scale || 1),
    look.y + (py - pane.height / 2) / (fit.height * look.scale || 1),
  ];
}

/** Whether the pane shows more detail than a picture of `longest` pixels has, on a screen of that many pixels a CSS pixel. */
export function wantsMore(look: Look, fit: Box, longest: number, ratio: number): boolean {
  return Math.max(fit.width, fit.height) * look.scale * ratio > longest * 1.05;
}
