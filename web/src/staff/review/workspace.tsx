import "../css/review.css";
import "../css/panes.css";
import "../css/marks.css";
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { may } from "../may.ts";
import { Dialog } from "../parts/dialog.tsx";
import { me } from "../session.ts";
import { common } from "../text/common.ts";
import { reviewText as text } from "../text/review.ts";
import { ReadingClock } from "./clock.tsx";
import { Concerns } from "./concerns.tsx";
import { type Desk, deskOf } from "./desk.ts";
import { Downloads } from "./downloads.tsx";
import { type Finished, FinishMark, MarkList } from "./mark_list.tsx";
import type { Kind, Point, Shape } from "./marks.ts";
import type { Drawing } from "./pane.tsx";
import type { Picture } from "./photos.ts";
import { Requests } from "./requests.tsx";
import { Stage } from "./stage.tsx";
import { useTogether } from "./together.ts";
import { Light, Tools } from "./tools.tsx";

interface Props {
  visit: string;
  /** Changes when the visit's photos or marks did: they are read again then. */
  version: number;
  /** Beside the call there is less room. */
  narrow?: boolean;
  /** The visit as it stands, where the page is in its call. */
  frame?: VisitFrame | null;
}

const TYPES_INTO = "input:not([type=range]), textarea, select, dialog *";

/** All concerns on one screen, their pictures, and what can be done with them. */
export function Workspace({ visit, version, narrow = false, frame = null }: Props) {
  const desk = useMemo(() => deskOf(visit), [visit]);
  const drawing = useSignal<Drawing | null>(null);
  const done = useSignal<Finished | null>(null);
  const beside = useSignal(false);
  const keys = useSignal(false);
  const flip = useSignal(0);
  const together = useTogether(desk, visit, frame);
  const marks = may.work(me.value?.role ?? "biller");

  useEffect(() => {
    void desk.open();
    return () => desk.close();
  }, [desk]);
  useEffect(() => {
    if (!desk.loaded.peek()) return;
    void desk.read();
    void desk.readMarks();
  }, [version]);
  // The screens' sizes of the others come one after the other, so that the next picture is there when it is asked for.
  useSignalEffect(() => {
    const all = desk.pictures.value;
    let here = true;
    void (async () => {
      for (const one of all) {
        await desk.pixels.url(one, "screen").catch(() => undefined);
        await quiet();
        if (!here) return;
      }
    })();
    return () => {
      here = false;
    };
  });

  const onDrawn = (picture: Picture, kind: Kind, points: Point[]) => {
    if (kind === "scale" || kind === "note") done.value = { picture, kind, points };
    else void desk.save(picture, { kind, points, text: "", length_mm: null });
    desk.tool.value = "move";
  };
  const keep = (shape: Shape) => {
    const finished = done.peek();
    done.value = null;
    if (finished) void desk.save(finished.picture, shape);
  };
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).matches(TYPES_INTO)) return;
    if (pressed(desk, event.key, marks, together.showing !== null)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "f") flip.value += 1;
    else if (event.key === "?") keys.value = true;
  };

  if (!desk.loaded.value)
    return desk.failed.value ? (
      <div class="notice danger">
        <p>{desk.failed.value}</p>
        <Button onClick={() => void desk.open()}>{common.tryAgain}</Button>
      </div>
    ) : (
      <p class="loading" role="status">
        {text.loading}
      </p>
    );
  if (desk.pictures.value.length === 0 && desk.concerns.value.length === 0)
    return (
      <div class="review-empty">
        <p>{text.empty}</p>
        <p class="aside">{desk.coming.value > 0 ? text.coming(desk.coming.value) : text.emptyNext}</p>
      </div>
    );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys work while the focus is anywhere within.
    <div class={narrow ? "review narrow" : "review"} data-review={visit} onKeyDown={key}>
      <Concerns desk={desk} beside={beside.value} sorts={marks} />
      <div class="review-main">
        {desk.failed.value && (
          <p class="notice danger" role="alert">
            {desk.failed.value}
          </p>
        )}
        {desk.withoutMarks.value && (
          <div class="notice danger" role="alert">
            <p>{text.withoutMarks}</p>
            <Button onClick={() => void desk.readMarks()}>{common.tryAgain}</Button>
          </div>
        )}
        <Tools
          desk={desk}
          beside={beside}
          marks={marks}
          pointing={together.showing !== null}
          onKeys={() => {
            keys.value = true;
          }}
        >
          {marks && <Requests desk={desk} visit={visit} frame={frame} together={together} />}
        </Tools>
        <Stage
          desk={desk}
          drawing={drawing}
          onDrawn={onDrawn}
          flip={flip}
          pointer={together.pointer.value}
          onPoint={together.point}
        />
        <Light desk={desk} />
        <MarkList desk={desk} marks={marks} />
        <Downloads desk={desk} />
        {marks && <ReadingClock visit={visit} />}
      </div>
      {done.value && (
        <FinishMark
          done={done.value}
          onKeep={keep}
          onClose={() => {
            done.value = null;
          }}
        />
      )}
      {keys.value && (
        <Keys
          onClose={() => {
            keys.value = false;
          }}
        />
      )}
    </div>
  );
}

const TOOL_KEYS: Record<string, Kind> = { a: "arrow", o: "outline", t: "note", r: "measure", k: "scale" };

/** Whether the key meant something here. They work only while the focus is within the workspace (WCAG 2.1.4). */
function pressed(desk: Desk, key: string, marks: boolean, pointing: boolean): boolean {
  const tool = TOOL_KEYS[key];
  if (tool && marks) desk.tool.value = tool;
  else if (key === "p" && pointing) desk.tool.value = "point";
  else if (key === "]") desk.step(1);
  else if (key === "[") desk.step(-1);
  else if (key === "c") desk.compare("side");
  else if (key === "l" || key === "b" || key === "d") {
    if (desk.panes.peek().length < 2) desk.compare("side");
    if (desk.panes.peek().length > 1) desk.layout.value = key === "l" ? "slider" : key === "b" ? "blink" : "side";
  } else if (key === "i") desk.inStep.value = !desk.inStep.peek();
  else if (key === "u") void desk.undo();
  else return false;
  return true;
}

function Keys({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={text.keysTitle} onClose={onClose}>
      <dl class="keys">
        {text.keyList.map(([name, words]) => (
          <div key={name}>
            <dt>
              <kbd>{name}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <div class="dialog-buttons">
        <Button onClick={onClose}>{common.close}</Button>
      </div>
    </Dialog>
  );
}

/** When the page has nothing more urgent to do; soon, where the browser cannot tell. */
function quiet(): Promise<unknown> {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(resolve, { timeout: 1000 });
    else setTimeout(resolve, 100);
  });
}
