import type { Signal } from "@preact/signals";
import { TextField } from "../../ui/field.tsx";
import { formsText as text } from "../text/forms.ts";

interface Props {
  date: Signal<string>;
  time: Signal<string>;
}

/** A date and a time, in the zone of whoever types them. */
export function WhenFields({ date, time }: Props) {
  return (
    <>
      <p class="hint">{text.timeHint(Intl.DateTimeFormat().resolvedOptions().timeZone)}</p>
      <div class="pair">
        <TextField
          name="date"
          type="date"
          label={text.date}
          value={date.value}
          onInput={(e) => {
            date.value = e.currentTarget.value;
          }}
        />
        <TextField
          name="time"
          type="time"
          label={text.time}
          value={time.value}
          onInput={(e) => {
            time.value = e.currentTarget.value;
          }}
        />
      </div>
    </>
  );
}
