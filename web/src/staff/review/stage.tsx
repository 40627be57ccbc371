import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { dayAndTime } from "../format/zoned.ts";
import { reviewText as text } from "../text/review.ts";
import type { Desk } from "./desk.ts";
import { FilmBar } from "./film.tsx";
import type { Kind, Point } from "./marks.ts";
import { type Drawing, Pane } from "./pane.tsx";
import { type Picture, siteName } from "./photos.ts";
import type { Pointer } from "./together.ts";

interface Props {
  desk: Desk;
  drawing: Signal<Drawing | null>;
  onDrawn: (picture: Picture, kind: Kind, points: Point[]) => void;
  /** Grows with each wish to see the other picture of a blink. */
  flip: Signal<number>;
  onPoint?: ((picture: Picture, point: Point | null) => void) | undefined;
  pointer?: Pointer | null;
}

/** How long each picture of a blink is seen, milliseconds: under one change a second, far from what can harm (WCAG 2.3.1). */
const BLINK_MS = 1100;

/** The pictures themselves: side by side, or one over the other. */
export function Stage({ desk, drawing, onDrawn, flip, onPoint, pointer = null }: Props) {
  const panes = desk.panes.value;
  const over = panes.length === 2 && desk.layout.value !== "side";
  return over ? (
    <Overlaid desk={desk} drawing={drawing} onDrawn={onDrawn} flip={flip} onPoint={onPoint} pointer={pointer} />
  ) : (
    <div class={`panes panes-${panes.length}`}>
      {panes.map((picture, index) => (
        <figure key={picture.id} class={index === desk.active.value && panes.length > 1 ? "active" : ""}>
          <Pane
            desk={desk}
            picture={picture}
            index={index}
            drawing={drawing}
            onDrawn={onDrawn}
            onPoint={onPoint}
            pointer={pointer}
            dated={panes.length > 1 ? "left" : undefined}
          />
          {picture.photo.duration_ms !== null && <FilmBar desk={desk} picture={picture} />}
          <figcaption>
            <span>{caption(picture)}</span>
            {panes.length > 1 && (
              <Button kind="quiet" aria-label={text.closePane(caption(picture))} onClick={() => desk.hide(index)}>
                ×
              </Button>
            )}
          </figcaption>
        </figure>
      ))}
    </div>
  );
}

function Overlaid({ desk, drawing, onDrawn, flip, onPoint, pointer = null }: Props) {
  const [below, above] = desk.panes.value;
  const cut = useSignal(50);
  const auto = useSignal(!matchMedia("(prefers-reduced-motion: reduce)").matches);
  const turn = useSignal(0);
  const blink = desk.layout.value === "blink";
  useEffect(() => {
    if (!blink || !auto.value) return undefined;
    const timer = setInterval(() => {
      turn.value += 1;
    }, BLINK_MS);
    return () => clearInterval(timer);
  }, [blink, auto.value]);
  if (!below || !above) return null;
  const upper = !blink || (turn.value + flip.value) % 2 === 0;
  const common = { desk, drawing, onDrawn, onPoint, pointer };
  return (
    <figure class="panes overlaid">
      <div class="overlay">
        <Pane {...common} picture={below} index={0} dated="left" />
        <Pane
          {...common}
          picture={above}
          index={1}
          dated={blink ? "left" : "right"}
          {...(blink ? { cut: upper ? 0 : 100 } : { cut: cut.value })}
        />
        {!blink && <span class="divider" style={{ left: `${cut.value}%` }} />}
      </div>
      <figcaption>
        {blink ? (
          <>
            <span aria-live={auto.value ? "off" : "polite"}>{caption(upper ? above : below)}</span>
            <Button
              class="toggle"
              aria-pressed={auto.value}
              onClick={() => {
                auto.value = !auto.value;
              }}
            >
              {text.layouts.blink}
            </Button>
            <Button
              onClick={() => {
                auto.value = false;
                flip.value += 1;
              }}
            >
              {text.flip}
            </Button>
          </>
        ) : (
          <label class="range slider">
            <span>
              {caption(below)} | {caption(above)}
            </span>
            <input
              type="range"
              aria-label={text.slider}
              min={0}
              max={100}
              value={cut.value}
              onInput={(event) => {
                cut.value = Number(event.currentTarget.value);
              }}
            />
          </label>
        )}
      </figcaption>
    </figure>
  );
}

function caption(picture: Picture): string {
  return text.pane(siteName(picture.site), text.views[picture.photo.view], dayAndTime(picture.at));
}
