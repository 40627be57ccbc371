import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { Choice, SelectField, TextField } from "../../ui/field.tsx";
import { stopwatch } from "../format/time.ts";
import { Dialog } from "../parts/dialog.tsx";
import { sentence } from "../refusal.ts";
import { common } from "../text/common.ts";
import { reviewText } from "../text/review.ts";
import { atTime, secondsOut, timeOf } from "./part_of_day.ts";
import type { Reading, Span } from "./use_reading.ts";

const text = reviewText.time;

/** Takes reading time back: all of it, or a part that is chosen from when to when. */
export function Strike({ reading, onClose }: { reading: Reading; onClose: () => void }) {
  // As it was when the dialog opened: what is read meanwhile does not move the choice.
  const known = useSignal<readonly Span[]>([]);
  const spans = known.value;
  const partly = useSignal(false);
  const which = useSignal(0);
  const from = useSignal("");
  const until = useSignal("");
  const chosen = spans[which.value] ? secondsOut(spans[which.value] as Span) : null;
  const failed = useSignal("");
  const choose = (number: number) => {
    which.value = number;
    const span = known.peek()[number];
    if (!span) return;
    const whole = secondsOut(span);
    from.value = timeOf(whole.start);
    until.value = timeOf(whole.end);
  };
  useEffect(() => {
    void reading.refresh().then(() => {
      known.value = reading.time.peek()?.intervals ?? [];
      choose(known.peek().length - 1);
    });
  }, []);
  const strike = async (event: Event) => {
    event.preventDefault();
    let part: Span | null = null;
    if (partly.value) {
      const start = chosen && atTime(chosen, from.value);
      const end = chosen && atTime(chosen, until.value);
      if (!start || !end || start >= end) {
        failed.value = text.strikeOutside;
        return;
      }
      part = { start, end };
    }
    try {
      await reading.strike(part);
      announce(part ? text.struckPart : text.struck);
      onClose();
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  return (
    <Dialog title={text.strikeTitle} onClose={onClose}>
      <form class="mark-form" onSubmit={(event) => void strike(event)}>
        {spans.length > 0 && (
          <fieldset class="group">
            <legend class="legend">{text.strikeWhat}</legend>
            {[false, true].map((part) => (
              <Choice
                key={String(part)}
                type="radio"
                name="strike"
                label={part ? text.strikePart : text.strikeAll}
                checked={partly.value === part}
                onChange={() => {
                  partly.value = part;
                  failed.value = "";
                }}
              />
            ))}
          </fieldset>
        )}
        {partly.value && (
          <>
            <SelectField
              label={text.strikeWhich}
              value={which.value}
              onChange={(event) => choose(Number(event.currentTarget.value))}
            >
              {spans.map((one, number) => (
                <option key={one.start} value={number} selected={number === which.value}>
                  {said(one)}
                </option>
              ))}
            </SelectField>
            <div class="row">
              {[
                { label: text.strikeFrom, time: from },
                { label: text.strikeUntil, time: until },
              ].map(({ label, time }) => (
                <TextField
                  key={label}
                  type="time"
                  step={1}
                  label={label}
                  value={time.value}
                  onInput={(event) => {
                    time.value = event.currentTarget.value;
                  }}
                />
              ))}
            </div>
          </>
        )}
        <p>{partly.value ? text.strikePartBody : text.strikeBody}</p>
        {failed.value && (
          <p class="notice danger" role="alert">
            {failed.value}
          </p>
        )}
        <div class="dialog-buttons">
          <Button kind="primary" type="submit">
            {text.strikeYes}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** "Nov 22, 2026, 3:04:10 PM – 3:09:02 PM (04:52)", in the reader's zone. */
function said(span: Span): string {
  const [start, end] = [new Date(span.start), new Date(span.end)];
  const length = stopwatch(end.getTime() - start.getTime());
  return `${start.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" })} – ${end.toLocaleTimeString(undefined, { timeStyle: "medium" })} (${length})`;
}
