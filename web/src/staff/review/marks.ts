/** Marks over photos: what they are made of, how long a measure is, and how they are kept. */

import { call } from "../../api/http.ts";
import type { Box } from "../../picture/look.ts";

export type Kind = "arrow" | "outline" | "note" | "measure" | "scale";
export type Point = readonly [number, number];

export interface Mark {
  id: string;
  photo: string;
  kind: Kind;
  points: readonly Point[];
  text: string;
  length_mm: number | null;
  author: string;
  author_name: string;
  at: string;
  first_at: string;
  removed: boolean;
}

/** How many points a kind has when it is done; an outline is done when its maker says so. */
export const POINTS: Record<Kind, number> = { arrow: 2, outline: 3, note: 1, measure: 2, scale: 2 };
const MOST_POINTS = 200;

/** Things of known size that lie beside skin, millimetres. Coins: usmint.gov and the European Central Bank, their diameters. */
export const KNOWN: readonly { name: string; mm: number }[] = [
  { name: "US penny", mm: 19.05 },
  { name: "US nickel", mm: 21.21 },
  { name: "US dime", mm: 17.91 },
  { name: "US quarter", mm: 24.26 },
  { name: "1 euro", mm: 23.25 },
  { name: "1 cm of a ruler", mm: 10 },
  { name: "5 cm of a ruler", mm: 50 },
  { name: "1 inch of a ruler", mm: 25.4 },
];

function span(points: readonly Point[], picture: Box): number {
  const [one, other] = points;
  if (!one || !other) return 0;
  return Math.hypot((other[0] - one[0]) * picture.width, (other[1] - one[1]) * picture.height);
}

/** The scale of a photo: the one that was marked last. */
export function scaleOf(marks: readonly Mark[], photo: string): Mark | undefined {
  return marks
    .filter((one) => one.photo === photo && one.kind === "scale" && !one.removed)
    .sort((one, other) => other.at.localeCompare(one.at))[0];
}

/** Millimetres between two points of a photo, or null while it has no scale. */
export function millimetres(points: readonly Point[], picture: Box, scale: Mark | undefined): number | null {
  const known = scale && span(scale.points, picture);
  return known && scale.length_mm ? (span(points, picture) / known) * scale.length_mm : null;
}

/** The area within an outline, square millimetres, or null while there is no scale (the shoelace formula). */
export function area(points: readonly Point[], picture: Box, scale: Mark | undefined): number | null {
  const mm = millimetres(
    [
      [0, 0],
      [1 / picture.width, 0],
    ],
    picture,
    scale,
  );
  if (mm === null) return null;
  const pixels = points.map(([x, y]) => [x * picture.width, y * picture.height] as const);
  const twice = pixels.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = pixels[(i + 1) % pixels.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return (Math.abs(twice) / 2) * mm * mm;
}

/** A drawn line with no more points than a mark may have. */
export function thinned(points: readonly Point[]): Point[] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, i) => i % step === 0);
}

export async function readMarks(visit: string): Promise<Mark[]> {
  return (await call<{ annotations: Mark[] }>("GET", `/api/visits/${visit}/annotations`)).annotations;
}

export type Shape = Pick<Mark, "kind" | "points" | "text" | "length_mm">;

export async function saveMark(visit: string, photo: string, id: string, shape: Shape): Promise<Mark> {
  const { kind, points, text, length_mm } = shape;
  return await call<Mark>("PUT", `/api/visits/${visit}/photos/${photo}/annotations/${id}`, {
    kind,
    points,
    text,
    length_mm,
  });
}

export async function removeMark(visit: string, photo: string, id: string): Promise<Mark> {
  return await call<Mark>("DELETE", `/api/visits/${visit}/photos/${photo}/annotations/${id}`);
}
