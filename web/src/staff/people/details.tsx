import { useSignal } from "@preact/signals";
import { call } from "../../api/http.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { CREDENTIALS, ROLES } from "../forms/add_staff.tsx";
import { checkNewStaff, type Fault, type NewStaffFields, stateList } from "../forms/checks.ts";
import { ErrorSummary, faultOf } from "../parts/error_summary.tsx";
import type { StaffMember } from "../records.ts";
import { sentence } from "../refusal.ts";
import { accountText as text } from "../text/account.ts";
import { common } from "../text/common.ts";
import { formsText } from "../text/forms.ts";

/** What somebody is: role, credential, name, licences. */
export function Details({ one, onSaved }: { one: StaffMember; onSaved: () => Promise<void> }) {
  const fields = useSignal<NewStaffFields>({
    email: one.email ?? "",
    name: one.name,
    role: one.role,
    credential: one.credential ?? "",
    npi: one.npi ?? "",
    states: (one.licensed_states ?? []).join(", "),
  });
  const faults = useSignal<Fault[]>([]);
  const tries = useSignal(0);
  const busy = useSignal(false);
  const said = useSignal("");
  const change = (part: Partial<NewStaffFields>) => {
    said.value = "";
    fields.value = { ...fields.value, ...part };
  };
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    tries.value += 1;
    faults.value = checkNewStaff(fields.value);
    if (faults.value.length > 0) return;
    busy.value = true;
    const { name, role, credential, npi, states } = fields.value;
    try {
      await call("PUT", `/api/staff/${one.id}`, {
        name: name.trim(),
        role,
        credential: credential || null,
        npi: npi.trim() || null,
        specialty: one.specialty ?? null,
        licensed_states: stateList(states),
      });
      said.value = text.saved;
      await onSaved();
    } catch (error) {
      faults.value = [{ field: "", message: sentence(error) }];
    }
    busy.value = false;
  };
  const line = (name: "name" | "npi" | "states", field: string, label: string) => (
    <TextField
      name={field}
      label={label}
      autoComplete="off"
      value={fields.value[name]}
      error={faultOf(faults.value, field)}
      onInput={(e) => change({ [name]: e.currentTarget.value })}
    />
  );
  const choice = (name: "role" | "credential", label: string, hint: string, choices: readonly [string, string][]) => (
    <SelectField
      name={name}
      label={label}
      hint={hint}
      value={fields.value[name]}
      error={faultOf(faults.value, name)}
      onChange={(e) => change({ [name]: e.currentTarget.value })}
    >
      {choices.map(([key, words]) => (
        <option key={key} value={key} selected={key === fields.value[name]}>
          {words}
        </option>
      ))}
    </SelectField>
  );
  return (
    <section class="card" aria-labelledby="details-heading">
      <h2 id="details-heading">{text.details}</h2>
      <ErrorSummary faults={faults.value} tries={tries.value} />
      <form onSubmit={send} noValidate>
        {line("name", "name", formsText.staffName)}
        <div class="pair">
          {choice(
            "role",
            formsText.role,
            text.roleHint,
            ROLES.map((role) => [role, common.roles[role] ?? role]),
          )}
          {choice("credential", formsText.credential, formsText.credentialHint, [
            ["", formsText.none],
            ...CREDENTIALS.map((credential): [string, string] => [credential, credential]),
          ])}
        </div>
        {line("npi", "npi", formsText.npi)}
        {line("states", "licensed_states", formsText.states)}
        <Button type="submit" kind="primary" busy={busy.value}>
          {common.save}
        </Button>
        <p role="status">{said.value}</p>
      </form>
    </section>
  );
}
