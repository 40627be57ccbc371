import { useSignal } from "@preact/signals";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { payersText as text } from "../text/payers.ts";
import type { Rules, Version } from "./rules.ts";

interface Props {
  known: readonly Version[];
  onStart: (version: Version) => void;
}

/** A payer that is not on file yet begins as a copy of one that is, unsigned. */
export function AddPayer({ known, onStart }: Props) {
  const id = useSignal("");
  const name = useSignal("");
  const like = useSignal(known[0]?.payer ?? "");
  const tried = useSignal(false);
  const idWrong = !/^[A-Z0-9][A-Z0-9_]{0,63}$/.test(id.value) || known.some((one) => one.payer === id.value);
  const start = (event: Event) => {
    event.preventDefault();
    tried.value = true;
    const model = known.find((one) => one.payer === like.value);
    if (idWrong || name.value.trim() === "" || !model) return;
    const rules: Rules = { ...model.rules, sources: [], last_checked: null, checked_by: null, confidence: "low" };
    onStart({ ...model, payer: id.value, name: name.value.trim(), rules });
  };
  return (
    <section class="card form-page" aria-labelledby="add-payer">
      <h2 id="add-payer">{text.add}</h2>
      <p class="hint">{text.addLead}</p>
      <form onSubmit={start} noValidate>
        <TextField
          name="payer-name"
          label={text.newName}
          autoComplete="off"
          value={name.value}
          error={tried.value && name.value.trim() === "" ? text.newNameWrong : undefined}
          onInput={(e) => {
            name.value = e.currentTarget.value;
          }}
        />
        <TextField
          name="payer-id"
          label={text.newId}
          hint={text.newIdHint}
          autoComplete="off"
          value={id.value}
          error={tried.value && idWrong ? text.newIdWrong : undefined}
          onInput={(e) => {
            id.value = e.currentTarget.value.toUpperCase().replaceAll(" ", "_");
          }}
        />
        <SelectField
          name="payer-like"
          label={text.like}
          value={like.value}
          onChange={(e) => {
            like.value = e.currentTarget.value;
          }}
        >
          {known.map((one) => (
            <option key={one.payer} value={one.payer} selected={one.payer === like.value}>
              {one.name}
            </option>
          ))}
        </SelectField>
        <Button type="submit">{text.start}</Button>
      </form>
    </section>
  );
}
