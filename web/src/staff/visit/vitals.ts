/** Vitals: which there are, and which numbers can be true of a person. Pure. */

export const VITALS = [
  "temperature_c",
  "pulse_bpm",
  "systolic_mmhg",
  "diastolic_mmhg",
  "weight_kg",
  "height_cm",
] as const;
export type Vital = (typeof VITALS)[number];

/** Lowest and highest value that is taken for a measurement and not for a slip of the finger, in the vital's unit. */
export const LIMITS: Record<Vital, readonly [number, number]> = {
  temperature_c: [25, 45],
  pulse_bpm: [20, 300],
  systolic_mmhg: [40, 300],
  diastolic_mmhg: [20, 200],
  weight_kg: [0.3, 400],
  height_cm: [20, 260],
};

/** What a field holds: nothing, a number within limits, or something wrong. A decimal comma is read as a point. */
export function readVital(vital: Vital, typed: string): { value: number | null; wrong: boolean } {
  const text = typed.trim().replace(",", ".");
  if (text === "") return { value: null, wrong: false };
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const [low, high] = LIMITS[vital];
  return Number.isNaN(value) || value < low || value > high ? { value: null, wrong: true } : { value, wrong: false };
}
