import { type Box, fitted } from "../../picture/look.ts";
import { area, type Mark, millimetres, type Point, scaleOf } from "./marks.ts";
import type { Picture } from "./photos.ts";

interface Props {
  picture: Picture;
  pane: Box;
  marks: readonly Mark[];
  /** What is being drawn, not kept yet. */
  draft: Pick<Mark, "kind" | "points"> | null;
}

/** The marks over a picture, in the coordinates of its sheet: they move with it and keep their line's width. */
export function Drawn({ picture, pane, marks, draft }: Props) {
  const fit = fitted(picture, pane);
  const at = ([x, y]: Point) => [x * fit.width, y * fit.height] as const;
  const here = marks.filter((one) => one.photo === picture.id);
  return (
    <>
      <svg class="marks" viewBox={`0 0 ${fit.width || 1} ${fit.height || 1}`} aria-hidden="true">
        {here.map((mark) => (
          <Line key={mark.id} kind={mark.kind} points={mark.points.map(at)} />
        ))}
        {draft && draft.points.length > 1 && <Line kind={draft.kind} points={draft.points.map(at)} />}
      </svg>
      {here.map((mark) => {
        const words = label(mark, picture, marks);
        const [x, y] = at(anchor(mark));
        return words ? (
          <span key={mark.id} class="mark-label" style={{ left: `${x}px`, top: `${y}px` }}>
            {words}
          </span>
        ) : null;
      })}
    </>
  );
}

function Line({ kind, points }: { kind: Mark["kind"]; points: readonly (readonly [number, number])[] }) {
  const listed = points.map((each) => each.join(",")).join(" ");
  const [one, other] = points;
  if (!one) return null;
  // Each line twice: dark below, bright on top, so that it stands out on every skin.
  const shapes = ["under", "over"].map((layer) => {
    if (kind === "outline") return <polygon key={layer} class={layer} points={listed} />;
    if (kind === "note") return <circle key={layer} class={layer} cx={one[0]} cy={one[1]} r="0.01" />;
    if (!other) return null;
    if (kind === "arrow") return <path key={layer} class={layer} d={arrow(one, other)} />;
    return <path key={layer} class={`${layer} ${kind}`} d={`M${one.join(" ")}L${other.join(" ")}`} />;
  });
  return <g class={`mark mark-${kind}`}>{shapes}</g>;
}

function arrow([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): string {
  const length = Math.hypot(bx - ax, by - ay) || 1;
  const [ux, uy] = [(bx - ax) / length, (by - ay) / length];
  const head = Math.min(14, length / 2);
  const wing = (side: number) =>
    `${bx - head * (ux * 0.87 - side * uy * 0.5)} ${by - head * (uy * 0.87 + side * ux * 0.5)}`;
  return `M${ax} ${ay}L${bx} ${by}M${wing(1)}L${bx} ${by}L${wing(-1)}`;
}

/** Where a mark's words stand. */
function anchor(mark: Pick<Mark, "kind" | "points">): Point {
  const [one, other] = mark.points;
  if (!one) return [0, 0];
  if ((mark.kind === "measure" || mark.kind === "scale") && other)
    return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
  return one;
}

/** What a mark says on the picture and in the list; empty for one without words. */
export function label(mark: Mark, picture: Picture, marks: readonly Mark[]): string {
  const scale = scaleOf(marks, picture.id);
  if (mark.kind === "scale") return `${mark.text || ""} ${mark.length_mm?.toFixed(1)} mm`.trim();
  if (mark.kind === "measure") {
    const mm = millimetres(mark.points, picture, scale);
    return mm === null ? "no scale yet" : `${mm.toFixed(1)} mm`;
  }
  if (mark.kind === "outline") {
    const mm2 = area(mark.points, picture, scale);
    return [mark.text, mm2 === null ? "" : `${mm2.toFixed(0)} mm²`].filter(Boolean).join(" · ");
  }
  return mark.text;
}
