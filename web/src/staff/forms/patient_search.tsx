import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/http.ts";
import { Choice, TextField, type Wrong } from "../../ui/field.tsx";
import { calendarDate } from "../format/time.ts";
import type { PatientFound } from "../records.ts";
import { sentence } from "../refusal.ts";
import { formsText as text } from "../text/forms.ts";

/** The search goes out when typing rests this long, milliseconds. */
const REST_MS = 250;
const SHORTEST = 2;

interface Props {
  chosen: string;
  /** Empty: nobody any more. */
  choose: (patient: string) => void;
  error: Wrong;
}

/** Finds a patient on file by name. Name and date of birth are shown together: names alone repeat. */
export function PatientSearch({ chosen, choose, error }: Props) {
  const query = useSignal("");
  const found = useSignal<PatientFound[] | null>(null);
  const failed = useSignal("");
  useEffect(() => {
    const q = query.value.trim();
    if (q.length < SHORTEST) {
      found.value = null;
      return undefined;
    }
    let current = true;
    const timer = setTimeout(async () => {
      try {
        const answer = await call<{ patients: PatientFound[] }>("POST", "/api/patients/search", { q });
        if (!current) return;
        found.value = answer.patients;
        failed.value = "";
      } catch (problem) {
        if (current) failed.value = sentence(problem);
      }
    }, REST_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query.value, query, found, failed]);
  return (
    <>
      <TextField
        name="patient"
        type="search"
        label={text.search}
        hint={text.searchHint}
        autoComplete="off"
        value={query.value}
        error={error ?? (failed.value || undefined)}
        onInput={(e) => {
          query.value = e.currentTarget.value;
          // Whoever was chosen may not be among those found next: a visit must not be made for somebody who is not in sight.
          if (chosen !== "") choose("");
        }}
      />
      <p role="status" class="hint">
        {found.value && (found.value.length > 0 ? text.searchFound(found.value.length) : text.searchNone)}
      </p>
      {found.value && found.value.length > 0 && (
        <fieldset class="found">
          <legend class="legend">{text.choose}</legend>
          {found.value.map((patient) => (
            <Choice
              key={patient.id}
              type="radio"
              name="found"
              label={`${patient.name}, ${calendarDate(patient.date_of_birth)}`}
              checked={patient.id === chosen}
              onChange={() => choose(patient.id)}
            />
          ))}
        </fieldset>
      )}
    </>
  );
}
