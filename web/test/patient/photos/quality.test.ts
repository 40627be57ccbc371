import { describe, expect, it } from "vitest";
import cases from "../../../../tests/cases/quality.json";
import { type Advice, advice, type Measures, measure, type View } from "../../../src/patient/photos/quality.ts";

/** The pictures of `tests/cases/quality.json`, made from a seed: the same pixels as in the server's test. */
function made(seed: number, width: number, height: number, color: readonly number[], grain: number): Uint8ClampedArray {
  const data = new Uint8ClampedArray(width * height * 4);
  let state = seed;
  for (let at = 0; at < width * height; at++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const noise = ((state >> 16) % (2 * grain + 1)) - grain;
    for (let channel = 0; channel < 3; channel++) data[4 * at + channel] = (color[channel] as number) + noise;
    data[4 * at + 3] = 255;
  }
  return data;
}

describe("the coach", () => {
  it.each(cases)("measures $name as the server does", (one) => {
    const data = made(one.seed, one.width, one.height, one.color, one.grain);
    const found = measure(data, one.width, one.height);
    for (const [name, value] of Object.entries(one.measures)) {
      expect(found[name as keyof Measures], name).toBeCloseTo(value, 2);
    }
    for (const [view, said] of Object.entries(one.advice)) {
      expect(advice(found, view as View, 3000, 2000)).toEqual(said as Advice[]);
    }
  });
});
