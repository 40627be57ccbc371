import { useSignal } from "@preact/signals";
import { call } from "../../api/http.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { TextArea, TextField } from "../../ui/field.tsx";
import { instantOf, localFields } from "../format/time.ts";
import { dayAndTime } from "../format/zoned.ts";
import { Dialog } from "../parts/dialog.tsx";
import { sentence } from "../refusal.ts";
import { answersText as text } from "../text/answers.ts";
import { common } from "../text/common.ts";
import { formsText } from "../text/forms.ts";
import type { Correspondence } from "./panel.tsx";

const DAY_MS = 86_400_000;

interface Props {
  visit: string;
  taken: (now: Correspondence) => void;
  onClose: () => void;
}

/** "This needs a visit": when, and a word for the patient. */
export function PlanDialog({ visit, taken, onClose }: Props) {
  const date = useSignal(localFields(new Date(Date.now() + DAY_MS)).date);
  const time = useSignal("09:00");
  const words = useSignal("");
  const wrong = useSignal("");
  const busy = useSignal(false);
  const send = async (event: Event) => {
    event.preventDefault();
    const at = instantOf(date.value, time.value);
    if (at === null) {
      wrong.value = text.planWhen;
      return;
    }
    busy.value = true;
    wrong.value = "";
    try {
      const body = { scheduled_at: at, text: words.value };
      const now = await call<Correspondence>("POST", `/api/visits/${visit}/plan`, body);
      announce(text.planned(dayAndTime(now.scheduled_at)));
      taken(now);
    } catch (error) {
      wrong.value = sentence(error);
    }
    busy.value = false;
  };
  return (
    <Dialog title={text.planTitle} onClose={onClose}>
      <form onSubmit={send} noValidate>
        <p>{text.planLead}</p>
        <p class="hint">{formsText.timeHint(Intl.DateTimeFormat().resolvedOptions().timeZone)}</p>
        {wrong.value && (
          <p class="notice danger" role="alert">
            {wrong.value}
          </p>
        )}
        <div class="pair">
          <TextField
            name="date"
            type="date"
            label={text.planDate}
            value={date.value}
            onInput={(e) => {
              date.value = e.currentTarget.value;
            }}
          />
          <TextField
            name="time"
            type="time"
            label={text.planTime}
            value={time.value}
            onInput={(e) => {
              time.value = e.currentTarget.value;
            }}
          />
        </div>
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
