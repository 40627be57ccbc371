import { Choice, SelectField, TextArea, TextField } from "../../ui/field.tsx";
import type { Fault } from "../forms/checks.ts";
import { FaultBeside } from "../parts/error_summary.tsx";
import { payersText as text } from "../text/payers.ts";
import { typeset } from "../text/typeset.ts";
import { type Entry, type Field, said } from "./rules.ts";

interface Props {
  field: Field;
  value: Entry;
  error: Fault | undefined;
  change: (value: Entry) => void;
  /** Who approved the version that is being changed. */
  approved: string;
}

/** One rule with what it means and what holds without it; for a reading that is open also its source and who approved it. */
export function RuleField({ field, value, error, change, approved }: Props) {
  const found = field.source === null ? "" : `${text.source(field.source)} ${approved}`;
  const hint = typeset([field.meaning, defaultOf(field), found].filter(Boolean).join(" "));
  const shared = { name: field.path, label: typeset(field.label), hint, error };
  switch (field.kind) {
    case "yes_no":
      return (
        <div class="rule">
          <Choice
            name={field.path}
            label={typeset(field.label)}
            checked={value === true}
            {...(error ? { error } : {})}
            onChange={(e) => change(e.currentTarget.checked)}
          />
          <p class="hint">{hint}</p>
        </div>
      );
    case "choice":
      return (
        <SelectField {...shared} value={String(value)} onChange={(e) => change(e.currentTarget.value)}>
          {(!field.required || value === "") && (
            <option value="" selected={value === ""}>
              {text.chooseOne}
            </option>
          )}
          {field.choices.map((choice) => (
            <option key={choice} value={choice} selected={choice === value}>
              {text.choices[choice] ?? choice}
            </option>
          ))}
        </SelectField>
      );
    case "places":
    case "reasons": {
      const ticked = Array.isArray(value) ? value : [];
      return (
        <fieldset class="rule">
          <legend>{typeset(field.label)}</legend>
          <p class="hint">{hint}</p>
          <FaultBeside fault={error} />
          <div class="row">
            {field.choices.map((choice) => (
              <Choice
                key={choice}
                name={field.path}
                label={text.choices[choice] ?? choice}
                checked={ticked.includes(choice)}
                onChange={(e) =>
                  change(e.currentTarget.checked ? [...ticked, choice] : ticked.filter((one) => one !== choice))
                }
              />
            ))}
          </div>
        </fieldset>
      );
    }
    case "code_choices":
    case "ranges":
    case "sources":
      return (
        <TextArea
          {...shared}
          rows={field.kind === "sources" ? 3 : 2}
          value={String(value)}
          onInput={(e) => change(e.currentTarget.value)}
        />
      );
    default:
      return (
        <TextField
          {...shared}
          type={field.kind === "date" ? "date" : "text"}
          inputMode={field.kind === "number" ? "numeric" : "text"}
          autoComplete="off"
          value={String(value)}
          onInput={(e) => change(e.currentTarget.value)}
        />
      );
  }
}

function defaultOf(field: Field): string {
  const holds = said(field, {}, text.choices, text.yes, text.no);
  return holds ? text.holds(holds) : "";
}
