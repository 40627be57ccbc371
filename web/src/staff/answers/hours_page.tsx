import "../css/answers.css";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/http.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { Choice, TextArea, TextField } from "../../ui/field.tsx";
import { Heading } from "../../ui/heading.tsx";
import type { Fault } from "../forms/checks.ts";
import { ErrorSummary, faultOf } from "../parts/error_summary.tsx";
import { StatePage } from "../parts/state_page.tsx";
import { sentence } from "../refusal.ts";
import { answersText as text } from "../text/answers.ts";
import { common } from "../text/common.ts";
import { minuteOf, timeOf } from "./left.ts";

interface Hours {
  week: ({ opens: number; closes: number } | null)[];
  holidays: string[];
  tz: string;
}

interface Day {
  open: boolean;
  opens: string;
  closes: string;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** When the practice is open: what business hours are counted by. */
export function HoursPage() {
  const days = useSignal<Day[] | null>(null);
  const holidays = useSignal("");
  const tz = useSignal("");
  const failed = useSignal("");
  const faults = useSignal<Fault[]>([]);
  const tries = useSignal(0);
  const saved = useSignal("");
  const busy = useSignal(false);
  const take = (hours: Hours) => {
    tz.value = hours.tz;
    holidays.value = hours.holidays.join("\n");
    days.value = hours.week.map((span) => ({
      open: span !== null,
      opens: timeOf(span?.opens ?? 480),
      closes: timeOf(span?.closes ?? 1020),
    }));
  };
  const read = async () => {
    try {
      take(await call<Hours>("GET", "/api/opening-hours"));
      failed.value = "";
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  useEffect(() => void read(), []);
  const known = days.value;
  if (!known)
    return failed.value ? (
      <StatePage title={text.hoursTitle}>
        <p>{failed.value}</p>
        <Button kind="primary" onClick={() => void read()}>
          {common.tryAgain}
        </Button>
      </StatePage>
    ) : (
      <p class="loading" role="status">
        {common.loading}
      </p>
    );
  const change = (which: number, part: Partial<Day>) => {
    days.value = known.map((day, index) => (index === which ? { ...day, ...part } : day));
    saved.value = "";
  };
  const save = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    saved.value = "";
    tries.value += 1;
    const week = known.map((day) =>
      day.open ? { opens: minuteOf(day.opens), closes: minuteOf(day.closes, true) } : null,
    );
    const bad = week.findIndex(
      (span) => span && (span.opens === null || span.closes === null || span.closes <= span.opens),
    );
    const lines = holidays.value
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    const noDate = lines.find((line) => !DATE.test(line) || Number.isNaN(Date.parse(line)));
    faults.value = [
      ...(bad >= 0 ? [{ field: `opens-${bad}`, message: text.hoursWrong(text.days[bad] ?? "") }] : []),
      ...(noDate !== undefined ? [{ field: "holidays", message: text.holidayWrong(noDate) }] : []),
    ];
    if (faults.value.length > 0) return;
    busy.value = true;
    try {
      take(await call<Hours>("PUT", "/api/opening-hours", { week, holidays: lines }));
      saved.value = text.saved;
      announce(text.saved);
    } catch (error) {
      faults.value = [{ field: "", message: sentence(error) }];
    }
    busy.value = false;
  };
  return (
    <div class="form-page">
      <Heading title={`${text.hoursTitle} · ${common.product}`}>{text.hoursTitle}</Heading>
      <p class="lead">{text.hoursLead(tz.value)}</p>
      <form onSubmit={save} noValidate>
        <ErrorSummary faults={faults.value} tries={tries.value} />
        {text.days.map((name, which) => {
          const day = known[which];
          if (!day) return null;
          return (
            <fieldset key={name} class="hours-day">
              <legend class="legend">{name}</legend>
              <Choice
                name={`open-${which}`}
                label={text.isOpen}
                checked={day.open}
                onChange={(e) => change(which, { open: e.currentTarget.checked })}
              />
              {day.open && (
                <>
                  <TextField
                    name={`opens-${which}`}
                    type="time"
                    label={text.opens(name)}
                    error={faultOf(faults.value, `opens-${which}`)}
                    value={day.opens}
                    onInput={(e) => change(which, { opens: e.currentTarget.value })}
                  />
                  <TextField
                    name={`closes-${which}`}
                    type="time"
                    label={text.closes(name)}
                    value={day.closes}
                    onInput={(e) => change(which, { closes: e.currentTarget.value })}
                  />
                </>
              )}
            </fieldset>
          );
        })}
        <TextArea
          name="holidays"
          label={text.holidays}
          hint={text.holidaysHint}
          rows={5}
          error={faultOf(faults.value, "holidays")}
          value={holidays.value}
          onInput={(e) => {
            holidays.value = e.currentTarget.value;
            saved.value = "";
          }}
        />
        <Button type="submit" kind="primary" busy={busy.value}>
          {text.save}
        </Button>
        {saved.value && (
          <p class="notice good" role="status">
            {saved.value}
          </p>
        )}
      </form>
    </div>
  );
}
