import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call, Problem } from "../../api/http.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { Choice, TextArea } from "../../ui/field.tsx";
import { instantOf, localFields } from "../format/time.ts";
import { dayAndTime } from "../format/zoned.ts";
import { Dialog } from "../parts/dialog.tsx";
import { WhenFields } from "../parts/when_fields.tsx";
import { sentence } from "../refusal.ts";
import { answersText as text } from "../text/answers.ts";
import { common } from "../text/common.ts";
import type { Correspondence } from "./panel.tsx";

const DAY_MS = 86_400_000;

interface Props {
  visit: string;
  taken: (now: Correspondence) => void;
  onClose: () => void;
}

/** "This needs a visit": who sets the time, or when it is, and a word for the patient. */
export function PlanDialog({ visit, taken, onClose }: Props) {
  const timed = useSignal(false);
  const date = useSignal(localFields(new Date(Date.now() + DAY_MS)).date);
  const time = useSignal("09:00");
  const words = useSignal("");
  const wrong = useSignal("");
  const busy = useSignal(false);
  // What was wrong with a time is not said of the next one.
  useEffect(() => {
    wrong.value = "";
  }, [date.value, time.value]);
  const send = async (event: Event) => {
    event.preventDefault();
    const at = timed.value ? instantOf(date.value, time.value) : null;
    if (timed.value && at === null) {
      wrong.value = text.planWhen;
      return;
    }
    busy.value = true;
    wrong.value = "";
    try {
      const body = { text: words.value, ...(at === null ? {} : { scheduled_at: at }) };
      const now = await call<Correspondence>("POST", `/api/visits/${visit}/plan`, body);
      announce(now.to_schedule ? text.toSchedule : text.planned(dayAndTime(now.scheduled_at)));
      taken(now);
    } catch (error) {
      wrong.value = error instanceof Problem && error.status === 422 && timed.value ? text.planWhen : sentence(error);
    }
    busy.value = false;
  };
  return (
    <Dialog title={text.planTitle} onClose={onClose}>
      <form onSubmit={send} noValidate>
        <p>{text.planLead}</p>
        {wrong.value && (
          <p class="notice danger" role="alert">
            {wrong.value}
          </p>
        )}
        <fieldset>
          <legend class="legend">{text.planTime}</legend>
          {([false, true] as const).map((now) => (
            <Choice
              key={String(now)}
              type="radio"
              name="timed"
              label={now ? text.planNow : text.planOffice}
              checked={timed.value === now}
              onChange={() => {
                timed.value = now;
              }}
            />
          ))}
        </fieldset>
        {timed.value ? <WhenFields date={date} time={time} /> : <p class="hint">{text.planOfficeHint}</p>}
        <TextArea
          label={text.planWord}
          name="word"
          rows={3}
          maxLength={2000}
          value={words.value}
          onInput={(e) => {
            words.value = e.currentTarget.value;
          }}
        />
        <div class="dialog-buttons">
          <Button type="submit" kind="primary" busy={busy.value}>
            {text.plan}
          </Button>
          <Button onClick={onClose}>{common.close}</Button>
        </div>
      </form>
    </Dialog>
  );
}
