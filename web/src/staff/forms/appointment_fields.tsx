import { Choice, SelectField, TextField } from "../../ui/field.tsx";
import { staff } from "../names.ts";
import { FaultBeside, faultOf } from "../parts/error_summary.tsx";
import { payers, usePayers } from "../payers/names.ts";
import { formsText as text } from "../text/forms.ts";
import type { Fault } from "./checks.ts";
import type { NewVisit } from "./new_visit.ts";

/** Credentials of those on whose number a visit can be billed. */
const RENDER = ["MD", "DO", "NP", "PA"];
/** The list's entry that is no choice: self-pay is the empty one. */
const UNCHOSEN = "?";

interface Props {
  fields: NewVisit;
  change: (part: Partial<NewVisit>) => void;
  faults: readonly Fault[];
}

/** When, why, for whom it is billed and by whom. */
export function AppointmentFields({ fields, change, faults }: Props) {
  usePayers();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const clinicians = staff.value.filter((one) => one.active && RENDER.includes(one.credential ?? ""));
  return (
    <>
      <fieldset>
        <legend class="legend">{text.kind}</legend>
        <div class="row">
          {([false, true] as const).map((withoutCall) => (
            <Choice
              key={String(withoutCall)}
              type="radio"
              name="kind"
              label={withoutCall ? text.kindPhotos : text.kindVisit}
              checked={fields.withoutCall === withoutCall}
              onChange={() => change({ withoutCall })}
            />
          ))}
        </div>
        {fields.withoutCall && <p class="hint">{text.kindPhotosHint}</p>}
      </fieldset>
      {fields.withoutCall ? (
        <SelectField
          name="asked_by"
          label={text.askedBy}
          hint={text.askedByHint}
          value={fields.askedBy}
          onChange={(e) => change({ askedBy: e.currentTarget.value })}
        >
          {Object.entries(text.askers).map(([value, words]) => (
            <option key={value} value={value} selected={value === fields.askedBy}>
              {words}
            </option>
          ))}
        </SelectField>
      ) : (
        <fieldset>
          <legend class="legend">{text.when}</legend>
          <p class="hint">{text.timeHint(zone)}</p>
          <div class="pair">
            <TextField
              name="date"
              type="date"
              label={text.date}
              value={fields.date}
              error={faultOf(faults, "date")}
              onInput={(e) => change({ date: e.currentTarget.value })}
            />
            <TextField
              name="time"
              type="time"
              label={text.time}
              value={fields.time}
              error={faultOf(faults, "time")}
              onInput={(e) => change({ time: e.currentTarget.value })}
            />
          </div>
        </fieldset>
      )}
      <TextField
        name="reason"
        label={text.reason}
        autoComplete="off"
        maxLength={500}
        value={fields.reason}
        error={faultOf(faults, "reason")}
        onInput={(e) => change({ reason: e.currentTarget.value })}
      />
      <fieldset>
        <legend class="legend">{text.status}</legend>
        <FaultBeside fault={faultOf(faults, "patient_status")} />
        <div class="row">
          {Object.entries(text.statuses).map(([value, words]) => (
            <Choice
              key={value}
              type="radio"
              name="patient_status"
              label={words}
              checked={fields.status === value}
              onChange={() => change({ status: value })}
            />
          ))}
        </div>
      </fieldset>
      <SelectField
        name="payer"
        label={text.payer}
        value={fields.payer ?? UNCHOSEN}
        error={faultOf(faults, "payer")}
        onChange={(e) => change({ payer: e.currentTarget.value })}
      >
        <option value={UNCHOSEN} disabled selected={fields.payer === null}>
          {text.choosePayer}
        </option>
        {payers.value.map((one) => (
          <option key={one.id} value={one.id} selected={one.id === fields.payer}>
            {one.name}
          </option>
        ))}
        <option value="" selected={fields.payer === ""}>
          {text.selfPay}
        </option>
      </SelectField>
      <SelectField
        name="rendering"
        label={text.rendering}
        value={fields.rendering}
        onChange={(e) => change({ rendering: e.currentTarget.value })}
      >
        <option value="" selected={fields.rendering === ""}>
          {text.renderingNone}
        </option>
        {clinicians.map((one) => (
          <option key={one.id} value={one.id} selected={one.id === fields.rendering}>
            {`${one.name}, ${one.credential}`}
          </option>
        ))}
      </SelectField>
    </>
  );
}
