import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Button } from "../../ui/button.tsx";
import { reviewText as text } from "../text/review.ts";
import type { Desk, Layout, Tool } from "./desk.ts";
import { dateOf, sameSite } from "./photos.ts";

interface Props {
  desk: Desk;
  beside: Signal<boolean>;
  /** Whether this person may lay marks over pictures. */
  marks: boolean;
  /** Whether there is somebody to point for. */
  pointing: boolean;
  onKeys: () => void;
  children?: ComponentChildren;
}

/** Above the pictures, in as few lines as the page has room for: which, how near, what to do with it, how compared. */
export function Tools({ desk, beside, marks, pointing, onKeys, children }: Props) {
  const one = desk.current.value;
  if (!one) return null;
  const before = one.earlier ? undefined : sameSite(one, desk.earlier.value)[0];
  const two = desk.panes.value.length > 1;
  return (
    <div class="tools">
      <div class="tool-row">
        <div class="choices">
          <Sign sign="‹" name={text.previous} onClick={() => desk.step(-1)} />
          <Sign sign="›" name={text.next} onClick={() => desk.step(1)} />
          <Sign sign="+" name={text.zoomIn} onClick={() => desk.zoom(one.id, 1.5)} />
          <Sign sign="−" name={text.zoomOut} onClick={() => desk.zoom(one.id, 1 / 1.5)} />
          <Sign sign="⤢" name={text.whole} onClick={() => desk.whole(one.id)} />
        </div>
        {marks && (
          <Choice
            label={text.tools}
            values={["move", ...(pointing ? ["point" as Tool] : []), "arrow", "outline", "note", "measure", "scale"]}
            names={text.toolNames}
            value={desk.tool}
          />
        )}
        {desk.undoable.value > 0 && <Button onClick={() => void desk.undo()}>{text.undo}</Button>}
        <Toggle on={beside} title={text.besideHint}>
          {text.beside}
        </Toggle>
        {before && !two && (
          <Button kind="primary" onClick={() => desk.compare("side")}>
            {text.compare(dateOf(before.at))}
          </Button>
        )}
        {two && (
          <>
            <Choice
              label={text.layoutGroup}
              values={["side", "slider", "blink"] as Layout[]}
              names={text.layouts}
              value={desk.layout}
            />
            <Toggle on={desk.inStep}>{text.inStep}</Toggle>
          </>
        )}
        {children}
        <Sign sign="?" name={text.keys} onClick={onKeys} />
      </div>
      {desk.tool.value !== "move" && (
        <p class="tool-hint" role="status">
          {text.toolHints[desk.tool.value]}
        </p>
      )}
    </div>
  );
}

/** A button whose sign everybody knows; its name is heard, and read under the pointer. */
function Sign({ sign, name, onClick }: { sign: string; name: string; onClick: () => void }) {
  return (
    <Button class="sign" aria-label={name} title={name} onClick={onClick}>
      {sign}
    </Button>
  );
}

/** Brightness and contrast: for the eye alone, and said while they are not as taken. */
export function Light({ desk }: { desk: Desk }) {
  if (!desk.current.value) return null;
  const changed = desk.brightness.value !== 100 || desk.contrast.value !== 100;
  return (
    <details class="light">
      <summary>
        {text.light}
        {changed && <span class="aside"> · {text.changedLight}</span>}
      </summary>
      <div class="tool-row">
        <Range label={text.brightness} value={desk.brightness} />
        <Range label={text.contrast} value={desk.contrast} />
        <Button
          onClick={() => {
            desk.brightness.value = 100;
            desk.contrast.value = 100;
          }}
        >
          {text.untouched}
        </Button>
      </div>
    </details>
  );
}

function Range({ label, value }: { label: string; value: Signal<number> }) {
  return (
    <label class="range">
      <span>
        {label} {value.value}%
      </span>
      <input
        type="range"
        min={40}
        max={220}
        step={5}
        value={value.value}
        onInput={(event) => {
          value.value = Number(event.currentTarget.value);
        }}
      />
    </label>
  );
}

function Toggle({ on, title, children }: { on: Signal<boolean>; title?: string; children: string }) {
  return (
    <Button
      class="toggle"
      aria-pressed={on.value}
      {...(title ? { title } : {})}
      onClick={() => {
        on.value = !on.value;
      }}
    >
      {children}
    </Button>
  );
}

interface Choices<Value extends string> {
  label: string;
  values: readonly Value[];
  names: Record<string, string>;
  value: Signal<Value>;
}

function Choice<Value extends string>({ label, values, names, value }: Choices<Value>) {
  return (
    <fieldset class="choices">
      <legend class="visually-hidden">{label}</legend>
      {values.map((one) => (
        <Button
          key={one}
          class="toggle"
          aria-pressed={value.value === one}
          onClick={() => {
            value.value = one;
          }}
        >
          {names[one]}
        </Button>
      ))}
    </fieldset>
  );
}
