import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { call } from "../../api/http.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { CopyField } from "../parts/copy_field.tsx";
import { ErrorSummary, faultOf } from "../parts/error_summary.tsx";
import { sentence } from "../refusal.ts";
import { common } from "../text/common.ts";
import { formsText as text } from "../text/forms.ts";
import { checkNewStaff, type Fault, type NewStaffFields, stateList } from "./checks.ts";

/** In the order in which they are offered. */
export const ROLES = ["office", "npc", "dermatologist", "scribe", "biller", "administrator"];
export const CREDENTIALS = ["MD", "DO", "NP", "PA", "RN", "LPN", "MA"];

interface Fields extends NewStaffFields {
  specialty: string;
}

interface Added {
  id: string;
  password: string;
  totp_uri?: string | null;
  name: string;
}

const EMPTY: Fields = { email: "", name: "", role: "", credential: "", npi: "", specialty: "", states: "" };

/** Adds a person to the practice and shows, once, the password to hand over. */
export function AddStaff({ onAdded }: { onAdded: () => void }) {
  const fields = useSignal<Fields>(EMPTY);
  const faults = useSignal<Fault[]>([]);
  const tries = useSignal(0);
  const busy = useSignal(false);
  const added = useSignal<Added | null>(null);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    tries.value += 1;
    faults.value = checkNewStaff(fields.value);
    if (faults.value.length > 0) return;
    busy.value = true;
    try {
      const answer = await call<Omit<Added, "name">>("POST", "/api/staff", staffBody(fields.value));
      added.value = { ...answer, name: fields.value.name.trim() };
      fields.value = EMPTY;
      onAdded();
    } catch (error) {
      faults.value = [{ field: "", message: sentence(error) }];
    }
    busy.value = false;
  };
  const line = (name: keyof Fields, field: string, label: string, more: { type?: "email"; hint?: string } = {}) => (
    <TextField
      {...more}
      name={field}
      label={label}
      autoComplete="off"
      value={fields.value[name]}
      error={faultOf(faults.value, field)}
      onInput={(e) => {
        fields.value = { ...fields.value, [name]: e.currentTarget.value };
      }}
    />
  );
  return (
    <section class="card form-page" aria-labelledby="add-heading">
      <h2 id="add-heading">{text.addStaff}</h2>
      <p class="hint">{text.addStaffLead}</p>
      {added.value && <Passwords key={added.value.id} added={added.value} />}
      <ErrorSummary faults={faults.value} tries={tries.value} />
      <form onSubmit={send} noValidate>
        {line("name", "name", text.staffName)}
        {line("email", "email", text.email, { type: "email" })}
        <div class="pair">
          <Select
            name="role"
            label={text.role}
            value={fields.value.role}
            error={faultOf(faults.value, "role")}
            choices={[["", ""], ...ROLES.map((role) => [role, common.roles[role] ?? role] as const)]}
            choose={(role) => {
              fields.value = { ...fields.value, role };
            }}
          />
          <Select
            name="credential"
            label={text.credential}
            hint={text.credentialHint}
            value={fields.value.credential}
            error={faultOf(faults.value, "credential")}
            choices={[["", text.none], ...CREDENTIALS.map((one) => [one, one] as const)]}
            choose={(credential) => {
              fields.value = { ...fields.value, credential };
            }}
          />
        </div>
        {line("npi", "npi", text.npi)}
        {line("specialty", "specialty", text.specialty)}
        {line("states", "licensed_states", text.states)}
        <Button type="submit" kind="primary" busy={busy.value}>
          {busy.value ? text.adding : text.add}
        </Button>
      </form>
    </section>
  );
}

function staffBody(fields: Fields): unknown {
  return {
    email: fields.email.trim(),
    name: fields.name.trim(),
    role: fields.role,
    credential: fields.credential || null,
    npi: fields.npi.trim() || null,
    specialty: fields.specialty.trim() || null,
    licensed_states: stateList(fields.states),
  };
}

function Passwords({ added }: { added: Added }) {
  const box = useRef<HTMLDivElement>(null);
  // It stands above the form and is shown once: whoever pressed the button below must not miss it.
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <div class="notice good" ref={box}>
      <strong role="status">{text.added(added.name)}</strong>
      <p>{text.passwordOnce}</p>
      <CopyField id="new-password" label={text.password} value={added.password} button={text.copyPassword} />
      {added.totp_uri && <CopyField id="new-totp" label={text.totp} value={added.totp_uri} button={text.copyTotp} />}
    </div>
  );
}

interface SelectProps {
  name: string;
  label: string;
  hint?: string;
  value: string;
  error: Fault | undefined;
  choices: readonly (readonly [string, string])[];
  choose: (value: string) => void;
}

function Select({ choices, choose, value, ...field }: SelectProps) {
  return (
    <SelectField {...field} value={value} onChange={(e) => choose(e.currentTarget.value)}>
      {choices.map(([key, words]) => (
        <option key={key} value={key} selected={key === value}>
          {words}
        </option>
      ))}
    </SelectField>
  );
}
