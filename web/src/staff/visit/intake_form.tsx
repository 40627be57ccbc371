import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { TextArea, TextField } from "../../ui/field.tsx";
import { clockTime } from "../format/time.ts";
import type { VisitRecord } from "../records.ts";
import { visitText as text } from "../text/visit.ts";
import { type Draft, differing, type Typed } from "./draft.ts";
import { type IntakeDraft, useDraft } from "./use_draft.ts";
import { LIMITS, readVital, VITALS, type Vital } from "./vitals.ts";

const TEXTS = ["reason", "history", "medications", "allergies"] as const;
const ROWS = { reason: 2, history: 5, medications: 3, allergies: 2 } as const;

/** The intake to be written: no "save" button, it says by itself that everything is kept. */
export function IntakeForm({ record, who }: { record: VisitRecord; who: (id: string) => string }) {
  const { draft, dispatch } = useDraft(record.id, record);
  const { typed } = draft.value;
  const change = (part: Partial<Typed>) => dispatch({ type: "typed", change: part });
  return (
    <form class="intake" aria-labelledby="intake-heading" onSubmit={(event) => event.preventDefault()}>
      {TEXTS.map((field) => (
        <TextArea
          key={field}
          name={field}
          label={text.fields[field] ?? field}
          rows={ROWS[field]}
          maxLength={8000}
          value={typed[field]}
          onInput={(event) => change({ [field]: event.currentTarget.value })}
        />
      ))}
      <fieldset>
        <legend class="legend">{text.vitals}</legend>
        <div class="vitals">
          {VITALS.map((vital) => (
            <VitalField
              key={vital}
              vital={vital}
              typed={typed.vitals[vital] ?? ""}
              onType={(value) => change({ vitals: { ...typed.vitals, [vital]: value } })}
            />
          ))}
        </div>
      </fieldset>
      {draft.value.status === "conflict" && <Conflict draft={draft.value} dispatch={dispatch} who={who} />}
      <p class={`saved saved-${draft.value.status}`} role="status">
        {standing(draft.value)}
      </p>
    </form>
  );
}

function VitalField({ vital, typed, onType }: { vital: Vital; typed: string; onType: (value: string) => void }) {
  const name = text.vitalNames[vital] ?? vital;
  const unit = text.vitalUnits[vital] ?? "";
  const [low, high] = LIMITS[vital];
  return (
    <TextField
      name={vital}
      label={`${name} (${unit})`}
      inputMode="decimal"
      autoComplete="off"
      value={typed}
      error={readVital(vital, typed).wrong ? text.vitalWrong(name, low, high, unit) : undefined}
      onInput={(event) => onType(event.currentTarget.value)}
    />
  );
}

function standing(draft: Draft): string {
  switch (draft.status) {
    case "saved":
      return draft.savedAt ? text.savedAt(clockTime(draft.savedAt)) : "";
    case "dirty":
      return text.unsaved;
    case "sending":
      return text.saving;
    case "failed":
      return text.saveFailed;
    case "conflict":
      return text.unsaved;
  }
}

function Conflict({
  draft,
  dispatch,
  who,
}: { draft: Draft; who: (id: string) => string } & Pick<IntakeDraft, "dispatch">) {
  const box = useRef<HTMLDivElement>(null);
  // Who types at the other end of a long form must see that somebody has to choose.
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), []);
  if (!draft.theirs) return null;
  const theirs = draft.theirs;
  return (
    <div class="notice waiting" role="alert" ref={box}>
      <strong>{text.conflict(who(theirs.author) || text.conflictSomebody)}</strong>
      {differing(draft.typed, theirs).map((field) => (
        <p key={field}>
          {text.fields[field]}: {theirs[field] || text.notGiven}
        </p>
      ))}
      <div class="row">
        <Button kind="primary" onClick={() => dispatch({ type: "keep", whose: "mine" })}>
          {text.conflictMine}
        </Button>
        <Button onClick={() => dispatch({ type: "keep", whose: "theirs" })}>{text.conflictTheirs}</Button>
      </div>
    </div>
  );
}
