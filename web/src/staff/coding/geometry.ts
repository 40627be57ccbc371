/** Where the bars of the modality timeline lie. Pure: intervals in, rectangles out; the drawing is in `timeline.tsx`. */

/** One thing that went on from `start` to `end` (RFC 3339): a person's sound, picture or work. */
export interface Interval {
  lane: string;
  kind: string;
  start: string;
  end: string;
  estimated?: boolean;
  to?: string | null;
}

export interface Bar {
  interval: Interval;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Tick {
  x: number;
  at: number;
}

export interface Geometry {
  lanes: { name: string; y: number; height: number }[];
  bars: Bar[];
  ticks: Tick[];
  from: number;
  until: number;
  width: number;
  height: number;
}

/** A lane's rows from top to bottom; kinds not named here share the last row. */
const ROWS = ["video", "audio"];
const ROW = 10;
const GAP = 2;
const LANE_GAP = 14;
const AXIS = 22;
const LABEL = 16;
/** A bar never gets narrower than this, so that two seconds in an hour can still be seen. */
const NARROWEST = 1.5;
const STEPS_S = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/** The step between ticks, in ms, that gives at most `most` of them over `span` ms. */
export function tickStep(span: number, most: number): number {
  return (STEPS_S.find((s) => span / (s * 1000) <= most) ?? 14_400) * 1000;
}

/** Lays `intervals` out over `width` units: one lane a person in order of first appearance, picture above sound above work. */
export function layOut(intervals: readonly Interval[], width: number): Geometry {
  const from = Math.min(...intervals.map((i) => Date.parse(i.start)));
  const until = Math.max(...intervals.map((i) => Date.parse(i.end)));
  const span = Math.max(1, until - from);
  const x = (at: number): number => ((at - from) / span) * width;
  const names = [...new Set(intervals.map((i) => i.lane))];
  const rowsOf = (lane: string): string[] => {
    const kinds = new Set(
      intervals.filter((i) => i.lane === lane).map((i) => (ROWS.includes(i.kind) ? i.kind : "other")),
    );
    return [...ROWS, "other"].filter((r) => kinds.has(r));
  };
  const lanes: Geometry["lanes"] = [];
  const bars: Bar[] = [];
  let y = 0;
  for (const name of names) {
    const rows = rowsOf(name);
    const top = y + LABEL;
    for (const interval of intervals.filter((i) => i.lane === name)) {
      const row = rows.indexOf(ROWS.includes(interval.kind) ? interval.kind : "other");
      const left = x(Date.parse(interval.start));
      const bar = {
        interval,
        x: left,
        y: top + row * (ROW + GAP),
        height: ROW,
        width: Math.max(NARROWEST, x(Date.parse(interval.end)) - left),
      };
      bars.push(bar);
    }
    const height = LABEL + rows.length * (ROW + GAP);
    lanes.push({ name, y, height });
    y += height + LANE_GAP;
  }
  const step = tickStep(span, 6);
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= until; at += step) ticks.push({ x: x(at), at });
  return { lanes, bars, ticks, from, until, width, height: y + AXIS };
}
