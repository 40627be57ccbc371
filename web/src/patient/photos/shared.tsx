import { signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { byKey, Fingers, type Gesture } from "../../picture/gestures.ts";
import { type Box, fitted, type Look, panned, pointAt, transform, WHOLE, zoomed } from "../../picture/look.ts";
import { Pointing } from "../../picture/pointing.ts";
import { useWheel } from "../../picture/wheel.ts";
import type { PhotoPointed, Showing } from "../../protocol/frames.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { current } from "../flow.ts";
import { picturePath } from "./api.ts";
import { submission } from "./outbox.ts";
import { p } from "./words.ts";
import "../../picture/pointer.css";
import "./shared.css";

interface Props {
  visit: string;
  showing: Showing;
}

/** A photo that a clinician shows: both sides see the same part of it, and each sees where the other points. */
export function SharedPicture({ visit, showing }: Props) {
  const look = useMemo(() => signal<Look>(WHOLE), [showing.photo]);
  const natural = useSignal<Box>({ width: 4, height: 3 });
  const pane = useSignal<Box>({ width: 0, height: 0 });
  const theirs = useSignal<PhotoPointed["at"]>(null);
  const box = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const fingers = useRef(new Fingers());
  const pointing = useMemo(
    () =>
      new Pointing(async (at, seen) => {
        await current()?.request({ type: "photo.point", visit, at: at && [at[0], at[1]], look: seen });
      }),
    [visit, showing.photo],
  );

  const ms = submission.value?.photos.find((one) => one.id === showing.photo)?.duration_ms ?? null;
  const title =
    ms === null
      ? p("shared-begun", { name: showing.name })
      : p("shared-begun-clip", { name: showing.name, seconds: Math.round(ms / 1000) });
  useEffect(() => announce(title), [showing.photo]);
  useEffect(() => () => announce(p("shared-ended")), []);
  useEffect(
    () =>
      current()?.listen((event) => {
        if (event.type !== "photo.pointed" || event.photo !== showing.photo) return;
        theirs.value = event.at;
        if (event.look) look.value = event.look;
      }),
    [showing.photo],
  );
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      pane.value = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useSignalEffect(() => {
    const element = sheet.current;
    if (!element) return;
    const fit = fitted(natural.value, pane.value);
    element.style.width = `${fit.width}px`;
    element.style.height = `${fit.height}px`;
    element.style.transform = transform(look.value, fit, pane.value);
    element.style.setProperty("--unscale", String(1 / look.value.scale));
  });

  const extent = () => fitted(natural.peek(), pane.peek());
  const move = (to: Look) => {
    look.value = to;
    pointing.looks(to);
  };
  const act = (gesture: Gesture) => {
    const [fit, rect] = [extent(), box.current?.getBoundingClientRect()];
    if (gesture.does === "whole") move(WHOLE);
    else if (gesture.does === "pan") move(panned(look.peek(), fit, gesture.dx, gesture.dy));
    else if (gesture.x === null || gesture.y === null || !rect) move(zoomed(look.peek(), fit, gesture.factor));
    else {
      const [x, y] = [gesture.x - rect.left - rect.width / 2, gesture.y - rect.top - rect.height / 2];
      move(zoomed(look.peek(), fit, gesture.factor, x, y));
    }
  };
  useWheel(box, showing.photo, act);
  const at = (event: PointerEvent): [number, number] => {
    const rect = box.current?.getBoundingClientRect();
    const [x, y] = pointAt(
      look.peek(),
      extent(),
      pane.peek(),
      event.clientX - (rect?.left ?? 0),
      event.clientY - (rect?.top ?? 0),
    );
    return [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y))];
  };
  const there = theirs.value;
  return (
    <section class="shared" aria-label={title}>
      <p class="shared-title">{title}</p>
      <div
        ref={box}
        class="shared-pane"
        role="application"
        aria-roledescription={p("shared-role")}
        aria-label={p("shared-photo")}
        aria-describedby="shared-keys"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture itself is moved by keys.
        tabIndex={0}
        onKeyDown={(event) => {
          const gesture = event.ctrlKey || event.metaKey || event.altKey ? null : byKey(event.key, event.shiftKey);
          if (!gesture) return;
          event.preventDefault();
          act(gesture);
        }}
        onPointerDown={(event) => {
          fingers.current.press(event);
          box.current?.setPointerCapture(event.pointerId);
          if (fingers.current.count === 1) pointing.point(at(event));
        }}
        onPointerMove={(event) => {
          const gesture = fingers.current.move(event);
          if (gesture?.does === "zoom" || (gesture && look.peek().scale > 1)) act(gesture);
          else if (gesture || event.pointerType === "mouse") pointing.point(at(event));
        }}
        onPointerUp={(event) => fingers.current.lift(event)}
        onPointerCancel={(event) => fingers.current.lift(event)}
        onPointerLeave={(event) => {
          // A finger that is lifted has pointed: what it pointed at stays marked. A mouse that leaves points nowhere.
          if (event.pointerType === "mouse") pointing.point(null);
        }}
      >
        <div ref={sheet} class="shared-sheet">
          <img
            src={picturePath(visit, showing.photo, "screen")}
            alt=""
            draggable={false}
            onLoad={(event) => {
              const image = event.currentTarget;
              natural.value = { width: image.naturalWidth, height: image.naturalHeight };
            }}
          />
          {there && (
            <span
              class="their-pointer"
              data-pointer
              style={{ left: `${there[0] * 100}%`, top: `${there[1] * 100}%` }}
            />
          )}
        </div>
      </div>
      <p id="shared-keys" class="hint shared-keys">
        {p("shared-keys")}
      </p>
      <div class="shared-buttons">
        <Button onClick={() => move(zoomed(look.peek(), extent(), 1.5))}>{p("shared-nearer")}</Button>
        <Button onClick={() => move(zoomed(look.peek(), extent(), 1 / 1.5))}>{p("shared-farther")}</Button>
        <Button
          onClick={() =>
            void current()
              ?.request({ type: "photo.show", visit, photo: null })
              .catch(() => undefined)
          }
        >
          {p("shared-stop")}
        </Button>
      </div>
    </section>
  );
}
