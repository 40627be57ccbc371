import { Choice, SelectField, TextField } from "../../ui/field.tsx";
import { faultOf } from "../parts/error_summary.tsx";
import { formsText as text } from "../text/forms.ts";
import type { Fault } from "./checks.ts";
import type { NewVisit } from "./new_visit.ts";
import { PatientSearch } from "./patient_search.tsx";

interface Props {
  fields: NewVisit;
  change: (part: Partial<NewVisit>) => void;
  faults: readonly Fault[];
}

/** Whom the visit is for: somebody on file, or somebody new. */
export function PatientFields({ fields, change, faults }: Props) {
  return (
    <fieldset>
      <legend class="legend">{text.who}</legend>
      <div class="row">
        <Choice
          type="radio"
          name="existing"
          label={text.existing}
          checked={fields.existing}
          onChange={() => change({ existing: true })}
        />
        <Choice
          type="radio"
          name="existing"
          label={text.fresh}
          checked={!fields.existing}
          onChange={() => change({ existing: false })}
        />
      </div>
      {fields.existing ? (
        <PatientSearch
          chosen={fields.patient}
          choose={(patient) => change({ patient, status: fields.status || (patient === "" ? "" : "established") })}
          error={faultOf(faults, "patient")}
        />
      ) : (
        <NewPatient fields={fields} change={change} faults={faults} />
      )}
    </fieldset>
  );
}

function NewPatient({ fields, change, faults }: Props) {
  return (
    <>
      <TextField
        name="name"
        label={text.name}
        autoComplete="off"
        maxLength={120}
        value={fields.name}
        error={faultOf(faults, "name")}
        onInput={(e) => change({ name: e.currentTarget.value })}
      />
      <TextField
        name="date_of_birth"
        type="date"
        label={text.dateOfBirth}
        hint={text.dateOfBirthHint}
        value={fields.dateOfBirth}
        error={faultOf(faults, "date_of_birth")}
        onInput={(e) => change({ dateOfBirth: e.currentTarget.value })}
      />
      <div class="pair">
        <TextField
          name="phone"
          type="tel"
          label={text.phone}
          autoComplete="off"
          maxLength={40}
          value={fields.phone}
          onInput={(e) => change({ phone: e.currentTarget.value })}
        />
        <TextField
          name="state"
          label={text.state}
          hint={text.stateHint}
          autoComplete="off"
          maxLength={2}
          value={fields.state}
          error={faultOf(faults, "state")}
          onInput={(e) => change({ state: e.currentTarget.value })}
        />
      </div>
      <SelectField
        name="language"
        label={text.language}
        value={fields.language}
        onChange={(e) => change({ language: e.currentTarget.value })}
      >
        {Object.entries(text.languages).map(([value, words]) => (
          <option key={value} value={value} selected={value === fields.language}>
            {words}
          </option>
        ))}
      </SelectField>
    </>
  );
}
