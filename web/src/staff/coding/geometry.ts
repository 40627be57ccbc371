/** Where the bars of the modality timeline lie. Pure: spans in, rectangles out; the drawing is in `timeline.tsx`. */

/** One stretch of time in which the same thing flowed. Instants are RFC 3339. */
export interface Span {
  kind: string;
  start: string;
  end: string;
}

export interface Bar {
  kind: string;
  x: number;
  y: number;
  width: number;
}

export interface Geometry {
  lanes: { kind: string; y: number; seconds: number }[];
  bars: Bar[];
  ticks: { x: number; at: number }[];
  from: number;
  until: number;
  width: number;
  height: number;
}

/** The lanes from top to bottom: a kind has a place of its own, so that colour is never alone in telling them apart. */
const KINDS = ["audio_video", "audio_only", "one_way", "gap"];
export const LABEL = 20;
export const BAR = 16;
const LANE = LABEL + BAR + 12;
const AXIS = 28;
/** A bar never gets narrower than this, so that two seconds in an hour can still be seen. */
const NARROWEST = 1.5;
const DAY = 86_400_000;
const STEPS_S = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 172_800, 604_800,
];

/** The step between ticks, in ms, that gives at most `most` of them over `span` ms. */
export function tickStep(span: number, most: number): number {
  return (STEPS_S.find((s) => span / (s * 1000) <= most) ?? 2_592_000) * 1000;
}

/**
 * Lays `spans` out over `width` units: one lane a kind, only kinds that occur, the known kinds last, ticks at round times.
 * `spans` is not empty.
 */
export function layOut(spans: readonly Span[], width: number, ticks = 4): Geometry {
  const from = Math.min(...spans.map((s) => Date.parse(s.start)));
  const until = Math.max(...spans.map((s) => Date.parse(s.end)));
  const length = Math.max(1, until - from);
  const x = (at: number): number => ((at - from) / length) * width;
  const known = KINDS.filter((kind) => spans.some((s) => s.kind === kind));
  const others = [...new Set(spans.map((s) => s.kind))].filter((kind) => !KINDS.includes(kind));
  const lanes = [...others, ...known].map((kind, place) => ({
    kind,
    y: place * LANE,
    seconds: secondsOf(spans, kind),
  }));
  const bars = spans.map((span) => {
    const left = x(Date.parse(span.start));
    const lane = lanes.find((l) => l.kind === span.kind);
    const wide = Math.max(NARROWEST, x(Date.parse(span.end)) - left);
    return { kind: span.kind, x: Math.min(left, width - wide), y: (lane?.y ?? 0) + LABEL, width: wide };
  });
  // Over several days each tick has its date before it.
  const step = tickStep(length, length > DAY ? Math.min(ticks, 2) : ticks);
  const marks: Geometry["ticks"] = [];
  for (let at = Math.ceil(from / step) * step; at <= until; at += step) marks.push({ x: x(at), at });
  return { lanes, bars, ticks: marks, from, until, width, height: lanes.length * LANE + AXIS };
}

function secondsOf(spans: readonly Span[], kind: string): number {
  const ms = spans
    .filter((s) => s.kind === kind)
    .reduce((total, s) => total + Date.parse(s.end) - Date.parse(s.start), 0);
  return ms / 1000;
}
