import limits from "../../../../server/images/quality.json";

/** The same measures as the server's (`server/images/measure.py`), taken before anything is sent; a test holds the two together. */
export interface Measures {
  readonly sharpness: number;
  readonly light: number;
  readonly dark: number;
  readonly bright: number;
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly skin: number;
}

export type View = "overview" | "close" | "scale";
export type Advice = "blurry" | "dark" | "bright" | "color" | "far" | "small" | "no_skin";

/** Pixels of the longer side at which pictures are measured. */
export const LONG_SIDE = limits.long_side;

/** Measures an RGBA picture. */
export function measure(data: Uint8ClampedArray, width: number, height: number): Measures {
  const count = width * height;
  const luma = new Float32Array(count);
  let [red, green, blue, light, dark, bright, skin] = [0, 0, 0, 0, 0, 0, 0];
  for (let at = 0, from = 0; at < count; at++, from += 4) {
    const [r, g, b] = [data[from] as number, data[from + 1] as number, data[from + 2] as number];
    const y = 0.299 * r + 0.587 * g + 0.114 * b;
    const cb = 128 - 0.168736 * r - 0.331264 * g + 0.5 * b;
    const cr = 128 + 0.5 * r - 0.418688 * g - 0.081312 * b;
    luma[at] = y;
    red += r;
    green += g;
    blue += b;
    light += y;
    if (y < 30) dark++;
    if (y > 250) bright++;
    if (cb > 75 && cb < 130 && cr > 132 && cr < 180 && y > 16) skin++;
  }
  const total = red + green + blue || 1;
  return {
    sharpness: sharpness(luma, width, height),
    light: light / count,
    dark: dark / count,
    bright: bright / count,
    red: red / total,
    green: green / total,
    blue: blue / total,
    skin: skin / count,
  };
}

/** The variance of the Laplacian in the sixth sharpest of 64 tiles: a lesion is seldom as large as the picture. */
function sharpness(luma: Float32Array, width: number, height: number): number {
  if (Math.min(width, height) < 24) return 0;
  const [wide, high] = [Math.floor((width - 2) / 8), Math.floor((height - 2) / 8)];
  const variances: number[] = [];
  for (let tile = 0; tile < 64; tile++) {
    const [left, top] = [1 + (tile % 8) * wide, 1 + Math.floor(tile / 8) * high];
    let [sum, squares] = [0, 0];
    for (let y = top; y < top + high; y++) {
      for (let x = left; x < left + wide; x++) {
        const at = y * width + x;
        const around =
          (luma[at - width] as number) +
          (luma[at + width] as number) +
          (luma[at - 1] as number) +
          (luma[at + 1] as number);
        const laplacian = around - 4 * (luma[at] as number);
        sum += laplacian;
        squares += laplacian * laplacian;
      }
    }
    const many = wide * high;
    variances.push(squares / many - (sum / many) ** 2);
  }
  variances.sort((one, other) => one - other);
  return variances[variances.length - 6] as number;
}

/** What could be better, the worst first. `width` and `height` are those of the picture as it is sent. */
export function advice(found: Measures, view: View, width: number, height: number): Advice[] {
  const said: Advice[] = [];
  if (found.light < limits.light_least || found.dark > limits.dark_most) said.push("dark");
  if (found.light > limits.light_most || found.bright > limits.bright_most) said.push("bright");
  if (found.sharpness < limits.sharpness_least) said.push("blurry");
  if (
    !said.includes("dark") &&
    (found.red > limits.red_most || found.green > limits.green_most || found.blue > limits.blue_most)
  ) {
    said.push("color");
  }
  // In bad light a color says nothing of what it is of.
  if (!said.some((one) => one === "dark" || one === "bright" || one === "color")) {
    if (found.skin < limits.skin_least) said.push("no_skin");
    else if (view !== "overview" && found.skin < limits.skin_least_close) said.push("far");
  }
  if (Math.min(width, height) < limits.short_side_least) said.push("small");
  return said;
}
