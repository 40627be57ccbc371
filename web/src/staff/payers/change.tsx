import { useSignal } from "@preact/signals";
import { call, Problem } from "../../api/http.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import type { Fault } from "../forms/checks.ts";
import { useArrival } from "../parts/arrival.ts";
import { ErrorSummary, faultOf } from "../parts/error_summary.tsx";
import { Unsaved } from "../parts/unsaved.tsx";
import { sentence } from "../refusal.ts";
import { payersText as text } from "../text/payers.ts";
import { Confirm, type Preview } from "./confirm.tsx";
import { RuleField } from "./rule_field.tsx";
import { documentOf, type Entry, entry, type Field, refused, unsigned, type Version, withEntries } from "./rules.ts";

interface Props {
  version: Version;
  fields: readonly Field[];
  onSaved: (count: number) => void;
  onCancel: () => void;
}

/** A new version from an old one: filled in, previewed on the worked cases, then recorded. */
export function Change({ version: signed, fields, onSaved, onCancel }: Props) {
  const version = unsigned(signed);
  const form = useArrival<HTMLFormElement>();
  const changed = useSignal<Record<string, Entry>>({});
  const preview = useSignal<Preview | null>(null);
  const faults = useSignal<Fault[]>([]);
  const tries = useSignal(0);
  const busy = useSignal(false);
  const asked = () => documentOf(version, withEntries(version.rules, fields, changed.value));
  const attempt = async (act: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    tries.value += 1;
    faults.value = [];
    try {
      await act();
    } catch (error) {
      preview.value = null;
      const stale = error instanceof Problem && error.code === "stale";
      const fault = refused(stale ? text.stale : sentence(error), fields);
      faults.value = [fault];
      open.value = [...open.value, groupOf(fault, fields) ?? ""];
    }
    busy.value = false;
  };
  const look = (event: Event) => {
    event.preventDefault();
    void attempt(async () => {
      preview.value = await call<Preview>("POST", "/api/payers/preview", { document: asked() });
      announce(text.changes(preview.value.changes.length, preview.value.asked));
    });
  };
  const save = () =>
    attempt(async () => {
      const body = { document: asked(), token: preview.value?.token ?? "" };
      const answer = await call<{ versions: number }>("POST", "/api/payers", body);
      onSaved(answer.versions);
    });
  const approved = text.approved(signed.checked_by, signed.last_checked);
  const groups = [...new Set(fields.map((field) => field.group))];
  // A group stays as its reader left it; one with a mistake in it opens.
  const open = useSignal<readonly string[]>(groups.slice(0, 1));
  return (
    <section class="card payer-change" aria-labelledby="change-heading">
      <Unsaved holds={Object.keys(changed.value).length > 0} />
      <h2 id="change-heading">{text.changing(version.name)}</h2>
      <p class="hint">{text.changingLead}</p>
      <ErrorSummary faults={faults.value} tries={tries.value} />
      <form onSubmit={look} noValidate ref={form}>
        {groups.map((group) => (
          <details
            key={group}
            open={open.value.includes(group)}
            onToggle={(e) => {
              const others = open.value.filter((one) => one !== group);
              open.value = e.currentTarget.open ? [...others, group] : others;
            }}
          >
            <summary>{group}</summary>
            <div class="rules">
              {fields
                .filter((field) => field.group === group)
                .map((field) => (
                  <RuleField
                    key={field.path}
                    field={field}
                    value={changed.value[field.path] ?? entry(field, version.rules)}
                    approved={approved}
                    error={faultOf(faults.value, field.path)}
                    change={(value) => {
                      changed.value = { ...changed.value, [field.path]: value };
                      preview.value = null;
                    }}
                  />
                ))}
            </div>
          </details>
        ))}
        <div class="row">
          <Button type="submit" kind={preview.value ? "plain" : "primary"} busy={busy.value && !preview.value}>
            {busy.value && !preview.value ? text.previewing : text.preview}
          </Button>
          <Button kind="quiet" onClick={onCancel}>
            {text.cancel}
          </Button>
        </div>
      </form>
      {preview.value && <Confirm preview={preview.value} busy={busy.value} onSave={save} />}
    </section>
  );
}

function groupOf(fault: Fault, fields: readonly Field[]): string | undefined {
  return fields.find((field) => field.path === fault.field)?.group;
}
