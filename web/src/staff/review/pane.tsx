import "../../picture/pointer.css";
import { effect, type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { byKey, Fingers, type Gesture, wayOf } from "../../picture/gestures.ts";
import { type Box, fitted, pointAt, transform, wantsMore } from "../../picture/look.ts";
import { useWheel } from "../../picture/wheel.ts";
import { dayAndTime } from "../format/zoned.ts";
import { reviewText as text } from "../text/review.ts";
import type { Desk } from "./desk.ts";
import { Drawn } from "./drawn.tsx";
import { FilmLayer } from "./film.tsx";
import { type Kind, POINTS, type Point, thinned } from "./marks.ts";
import { dateOf, type Picture, siteName } from "./photos.ts";
import type { Pointer } from "./together.ts";

/** The longer side of the server's "screen" picture, pixels. */
const SCREEN = 1600;
const AT_REST_MS = 120;

export interface Drawing {
  kind: Kind;
  picture: string;
  points: Point[];
}

interface Props {
  desk: Desk;
  picture: Picture;
  index: number;
  /** What is being drawn, anywhere on the desk. */
  drawing: Signal<Drawing | null>;
  /** A mark has all its points. */
  onDrawn: (picture: Picture, kind: Kind, points: Point[]) => void;
  /** How much of it is to be seen, from the left: for the slider. */
  cut?: number;
  hidden?: boolean;
  /** Which side of the pane says when the picture was taken: beside another one that is the first question. */
  dated?: "left" | "right" | undefined;
  /** The pointer over the picture, as fractions of it. */
  onPoint?: ((picture: Picture, point: Point | null) => void) | undefined;
  /** Where somebody else points. */
  pointer?: Pointer | null;
}

/** One picture that pans and zooms by mouse, touch and keys. Only a transform changes while it moves. */
export function Pane({ desk, picture, index, drawing, onDrawn, cut, hidden, dated, onPoint, pointer = null }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const size = useSignal<Box>({ width: 0, height: 0 });
  const cursor = useSignal<Point | null>(null);
  const look = desk.look(picture.id);
  const fingers = useRef(new Fingers());

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = () => {
      size.value = { width: element.clientWidth, height: element.clientHeight };
      desk.measured(picture.id, fitted(picture, size.peek()));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [picture.id]);
  useLayoutEffect(
    () =>
      // At once, and not in the next frame as a component's own effect would: the new size is drawn in this one.
      effect(() => {
        const [at, pane] = [desk.look(picture.id).value, size.value];
        const element = sheet.current;
        if (!element) return undefined;
        element.style.transform = transform(at, fitted(picture, pane), pane);
        element.style.setProperty("--unscale", String(1 / at.scale));
        // While it moves the browser keeps what it has drawn; at rest it draws anew, sharp at this scale.
        element.classList.add("moving");
        const rest = setTimeout(() => element.classList.remove("moving"), AT_REST_MS);
        return () => clearTimeout(rest);
      }),
    [desk, picture],
  );

  const fit = fitted(picture, size.value);
  const fromMiddle = (x: number, y: number): [number, number] => {
    const rect = box.current?.getBoundingClientRect();
    return rect ? [x - rect.left - rect.width / 2, y - rect.top - rect.height / 2] : [0, 0];
  };
  const act = (gesture: Gesture) => {
    if (gesture.does === "pan") desk.pan(picture.id, gesture.dx, gesture.dy);
    else if (gesture.does === "whole") desk.whole(picture.id);
    else if (gesture.x === null || gesture.y === null) desk.zoom(picture.id, gesture.factor);
    else desk.zoom(picture.id, gesture.factor, ...fromMiddle(gesture.x, gesture.y));
  };
  useWheel(box, picture.id, act);
  const point = (event: MouseEvent): Point => {
    const rect = box.current?.getBoundingClientRect();
    if (!rect) return [0, 0];
    const [x, y] = pointAt(look.peek(), fit, size.peek(), event.clientX - rect.left, event.clientY - rect.top);
    return inside([x, y]);
  };
  const tool = desk.tool.value;
  const isClip = picture.photo.duration_ms !== null;
  const begin = (at: Point) => {
    if (tool === "move" || tool === "point") return;
    drawing.value = { kind: tool, picture: picture.id, points: [at] };
    if (POINTS[tool] === 1) finish();
  };
  const finish = () => {
    const drawn = drawing.peek();
    drawing.value = null;
    cursor.value = null;
    if (drawn && drawn.points.length >= POINTS[drawn.kind]) onDrawn(picture, drawn.kind, thinned(drawn.points));
  };

  const pointerDown = (event: PointerEvent) => {
    desk.active.value = index;
    if (event.button !== 0) return;
    box.current?.setPointerCapture(event.pointerId);
    fingers.current.press(event);
    if (tool !== "move" && tool !== "point" && fingers.current.count === 1) begin(point(event));
    else drawing.value = null;
  };
  const pointerMove = (event: PointerEvent) => {
    onPoint?.(picture, point(event));
    const drawn = drawing.peek();
    const gesture = fingers.current.move(event);
    if (!gesture) return;
    if (drawn && fingers.current.count === 1) {
      const at = point(event);
      drawing.value = {
        ...drawn,
        points: drawn.kind === "outline" ? [...drawn.points, at] : [...drawn.points.slice(0, 1), at],
      };
    } else act(gesture);
  };
  const pointerUp = (event: PointerEvent) => {
    fingers.current.lift(event);
    if (drawing.peek()?.picture === picture.id) finish();
  };
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = wayOf(event.key);
    const aims = tool !== "move";
    const gesture = byKey(event.key, event.shiftKey);
    if (way && aims) moveCursor(way, event.shiftKey ? 0.1 : 0.01);
    else if (gesture) act(gesture);
    else if (event.key === " " && isClip) desk.film(picture).toggle();
    else if ((event.key === "," || event.key === ".") && isClip) desk.film(picture).step(event.key === "." ? 1 : -1);
    else if (event.key === "Enter" && aims && tool !== "point") addPoint();
    else if (event.key === "Escape" && (drawing.peek() || aims)) {
      if (!drawing.peek()) desk.tool.value = "move";
      if (tool === "point") onPoint?.(picture, null);
      drawing.value = null;
      cursor.value = null;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const moveCursor = ([dx, dy]: readonly [number, number], by: number) => {
    const [x, y] = cursor.peek() ?? [look.peek().x, look.peek().y];
    cursor.value = inside([x - (dx * by) / look.peek().scale, y - (dy * by) / look.peek().scale]);
    if (tool === "point") onPoint?.(picture, cursor.peek());
    const drawn = drawing.peek();
    if (drawn && drawn.kind !== "outline" && cursor.peek())
      drawing.value = { ...drawn, points: [...drawn.points.slice(0, 1), cursor.peek() as Point] };
  };
  /** By keyboard: Enter sets a point. An outline is closed by setting the same point twice. */
  const addPoint = () => {
    const at = cursor.peek() ?? ([look.peek().x, look.peek().y] as const);
    cursor.value = at;
    const drawn = drawing.peek();
    if (!drawn) begin(at);
    else if (drawn.kind === "outline") {
      const last = drawn.points.at(-1);
      if (last && last[0] === at[0] && last[1] === at[1]) finish();
      else drawing.value = { ...drawn, points: [...drawn.points, at] };
    } else if (drawn.points.length > 1) finish();
  };

  const name = text.pane(siteName(picture.site), text.views[picture.photo.view], dayAndTime(picture.at));
  const drawn = drawing.value?.picture === picture.id ? drawing.value : null;
  const spot = cursor.value;
  return (
    <div
      ref={box}
      class={`pane tool-${tool}`}
      data-picture={picture.id}
      role="application"
      aria-roledescription={text.paneRole}
      aria-label={name}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture itself is moved by keys.
      tabIndex={0}
      hidden={hidden}
      style={cut === undefined ? undefined : { clipPath: `inset(0 0 0 ${cut}%)` }}
      onPointerDown={pointerDown}
      onPointerMove={pointerMove}
      onPointerUp={pointerUp}
      onPointerCancel={pointerUp}
      onPointerLeave={(event) => {
        // A finger that is lifted has pointed: what it pointed at stays marked.
        if (event.pointerType === "mouse") onPoint?.(picture, null);
      }}
      onDblClick={(event) => {
        if (tool !== "move") return;
        const [x, y] = fromMiddle(event.clientX, event.clientY);
        if (look.peek().scale > 1.01) desk.whole(picture.id);
        else desk.zoom(picture.id, 3, x, y);
      }}
      onFocus={() => {
        desk.active.value = index;
      }}
      onKeyDown={key}
    >
      <div ref={sheet} class="sheet" style={{ width: `${fit.width}px`, height: `${fit.height}px` }}>
        <Layers desk={desk} picture={picture} name={name} size={size} />
        {desk.showMarks.value && <Drawn picture={picture} pane={size.value} marks={desk.marks.value} draft={drawn} />}
        {pointer?.photo === picture.id && (
          <span
            class="their-pointer"
            data-pointer
            title={text.pointsHere(pointer.name)}
            style={{ left: `${pointer.at[0] * fit.width}px`, top: `${pointer.at[1] * fit.height}px` }}
          />
        )}
        {spot && tool !== "move" && (
          <span class="aim" style={{ left: `${spot[0] * fit.width}px`, top: `${spot[1] * fit.height}px` }} />
        )}
      </div>
      {dated && <span class={`pane-date pane-date-${dated}`}>{text.taken(dateOf(picture.at), picture.earlier)}</span>}
    </div>
  );
}

/** The thumbnail at once, the screen's size over it, and the whole picture over that once the pane shows more than it has. */
function Layers({ desk, picture, name, size }: { desk: Desk; picture: Picture; name: string; size: Signal<Box> }) {
  const thumbnail = useSignal("");
  const screen = useSignal("");
  const full = useSignal("");
  const failed = useSignal(false);
  const load = async (which: "thumbnail" | "screen" | "full", into: Signal<string>) => {
    try {
      const url = await desk.pixels.url(picture, which);
      const image = new Image();
      image.src = url;
      await image.decode();
      into.value = url;
    } catch {
      if (which === "screen") failed.value = true;
    }
  };
  useEffect(() => {
    void load("thumbnail", thumbnail);
    void load("screen", screen);
  }, [picture.id]);
  useSignalEffect(() => {
    const pane = size.value;
    const needed = wantsMore(desk.look(picture.id).value, fitted(picture, pane), SCREEN, devicePixelRatio);
    if (needed && full.peek() === "" && Math.max(picture.width, picture.height) > SCREEN) {
      full.value = " ";
      void load("full", full);
    }
  });
  const filter = `brightness(${desk.brightness.value}%) contrast(${desk.contrast.value}%)`;
  const untouched = desk.brightness.value === 100 && desk.contrast.value === 100;
  const urls = [thumbnail.value, screen.value, full.value.trim()].filter(Boolean);
  return (
    <>
      {urls.map((url, i) => (
        <img
          key={url}
          class="layer"
          src={url}
          alt={i === 0 ? name : ""}
          draggable={false}
          style={untouched ? undefined : { filter }}
        />
      ))}
      {picture.photo.duration_ms !== null && (
        <FilmLayer desk={desk} picture={picture} filter={untouched ? undefined : filter} />
      )}
      {failed.value && urls.length === 0 && <p class="pane-failed">{text.pictureFailed}</p>}
    </>
  );
}

function inside([x, y]: readonly [number, number]): Point {
  return [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y))];
}
