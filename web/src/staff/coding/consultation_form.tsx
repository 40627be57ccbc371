import { useSignal } from "@preact/signals";
import { useState } from "preact/hooks";
import { call } from "../../api/http.ts";
import { OnceKey } from "../../api/once.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, SelectField, TextArea, TextField } from "../../ui/field.tsx";
import type { Fault } from "../forms/checks.ts";
import { useArrival } from "../parts/arrival.ts";
import { ErrorSummary, FaultBeside, faultOf } from "../parts/error_summary.tsx";
import { sentence } from "../refusal.ts";
import { navigate, path } from "../route.ts";
import { consultationText as text } from "../text/consultation.ts";
import { asked, type Consultation, type Noted, notedIn, type QUESTIONS, tickedIn, wrongIn } from "./consultation.ts";

const EMPTY: Noted = {
  side: "consultant",
  colleague: "",
  question: "",
  answer: "",
  given_on: "",
  total: "",
  spoken: "",
  correction: "",
};

interface ConsultationFormProps {
  /** The visit that it began from; of a correction the note's own record. */
  visit: string;
  /** The note that is corrected. */
  told?: Consultation;
  /** After a correction. */
  corrected?: () => Promise<void>;
}

/** Notes advice between clinicians about a visit's patient, then opens its own proposal; or corrects such a note. */
export function ConsultationForm({ visit, told, corrected }: ConsultationFormProps) {
  const open = useSignal(false);
  const [key] = useState(() => new OnceKey());
  const form = useArrival<HTMLFormElement>(open.value);
  const noted = useSignal<Noted>(EMPTY);
  const ticks = useSignal<Record<string, boolean>>({});
  const begin = () => {
    noted.value = told ? notedIn(told) : EMPTY;
    ticks.value = told ? tickedIn(told) : {};
    faults.value = [];
    open.value = true;
  };
  const faults = useSignal<Fault[]>([]);
  const tries = useSignal(0);
  const busy = useSignal(false);
  if (!open.value) return <Button onClick={begin}>{told ? text.correct : text.begin}</Button>;
  const set = (field: keyof Noted, value: string) => (noted.value = { ...noted.value, [field]: value });
  const advising = noted.value.side === "consultant";
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    tries.value += 1;
    faults.value = wrongIn(noted.value, ticks.value, told !== undefined).map((field) => ({
      field,
      message: text.errors[field] ?? field,
    }));
    if (faults.value.length > 0) return;
    busy.value = true;
    try {
      const body = asked(noted.value, ticks.value);
      if (told) {
        await call("PUT", `/api/visits/${visit}/consultation`, { ...body, correction: noted.value.correction });
        await corrected?.();
        open.value = false;
        busy.value = false;
        return;
      }
      const kept = await call<{ visit: string }>("POST", `/api/visits/${visit}/consultations`, body, key.for(body));
      key.done();
      navigate(path.coding(kept.visit));
    } catch (error) {
      faults.value = [{ field: "", message: sentence(error) }];
    }
    busy.value = false;
  };
  const field = (name: keyof Noted, label: string, key: string = name) => ({
    name: key,
    label,
    value: noted.value[name],
    error: faultOf(faults.value, key),
    onInput: (e: { currentTarget: { value: string } }) => set(name, e.currentTarget.value),
  });
  const tick = (name: string, label: string) => (
    <Choice
      name={name}
      label={label}
      checked={ticks.value[name] === true}
      onChange={(e) => (ticks.value = { ...ticks.value, [name]: e.currentTarget.checked })}
    />
  );
  const question = (name: (typeof QUESTIONS)[number], label: string) => {
    const error = faultOf(faults.value, name);
    return (
      <fieldset class={`group${error ? " invalid" : ""}`} aria-describedby={error ? `${name}-error` : undefined}>
        <legend>{label}</legend>
        <FaultBeside fault={error} id={`${name}-error`} />
        {[true, false].map((yes) => (
          <Choice
            key={String(yes)}
            type="radio"
            name={name}
            label={yes ? text.yes : text.no}
            checked={ticks.value[name] === yes}
            onChange={() => (ticks.value = { ...ticks.value, [name]: yes })}
          />
        ))}
      </fieldset>
    );
  };
  return (
    <section class="card consultation-form" aria-labelledby="consultation-form-h">
      <h2 id="consultation-form-h">{told ? text.correctHeading : text.heading}</h2>
      <p class="hint">{told ? text.correctLead : text.lead}</p>
      <ErrorSummary faults={faults.value} tries={tries.value} />
      <form onSubmit={send} noValidate ref={form}>
        <SelectField
          name="side"
          label={text.side}
          value={noted.value.side}
          onChange={(e) => set("side", e.currentTarget.value)}
        >
          {(["consultant", "requesting"] as const).map((side) => (
            <option key={side} value={side} selected={side === noted.value.side}>
              {text.sides[side]}
            </option>
          ))}
        </SelectField>
        <TextField {...field("colleague", text.colleague)} maxLength={200} autoComplete="off" />
        <TextArea {...field("question", text.question)} rows={2} maxLength={4000} />
        <TextArea {...field("answer", text.answer)} rows={3} maxLength={4000} />
        <TextField {...field("given_on", text.givenOn)} type="date" />
        <TextField {...field("total", text.total, "total_minutes")} hint={text.totalHint} inputMode="numeric" />
        {advising && <TextField {...field("spoken", text.spoken, "spoken_minutes")} inputMode="numeric" />}
        {advising && tick("spoken_report", text.spokenReport)}
        {advising && tick("written_report", text.writtenReport)}
        {tick("consent", text.consent)}
        {advising && question("seen_within_14_days", text.seen)}
        {advising && question("takes_over", text.takesOver)}
        {told && <TextArea {...field("correction", text.correction)} rows={2} maxLength={1000} />}
        <div class="row">
          <Button type="submit" kind="primary" busy={busy.value}>
            {busy.value ? text.sending : told ? text.sendCorrection : text.send}
          </Button>
          <Button kind="quiet" onClick={() => (open.value = false)}>
            {text.cancel}
          </Button>
        </div>
      </form>
    </section>
  );
}
