import { useSignal } from "@preact/signals";
import { Button } from "../../ui/button.tsx";
import { TextArea, TextField } from "../../ui/field.tsx";
import type { Fault } from "../forms/checks.ts";
import { useArrival } from "../parts/arrival.ts";
import { ErrorSummary, faultOf } from "../parts/error_summary.tsx";
import { codingText as text } from "../text/coding.ts";
import { addOnList, checkOverride, type Proposal, splitAddOns, splitModifiers } from "./proposal.ts";
import type { Deciding } from "./use_proposal.ts";

interface Props {
  proposal: Proposal;
  busy: boolean;
  onSend: (fields: Omit<Deciding, "decision">) => void;
  onCancel: () => void;
}

const FIELDS = {
  code: "override_code",
  modifiers: "override_modifiers",
  pos: "override_pos",
  units: "override_units",
  addOns: "override_add_ons",
  reason: "override_reason",
};

/** What is to be billed instead, starting from what was proposed. A reason is required: it is all a later reader has. */
export function OverrideForm({ proposal, busy, onSend, onCancel }: Props) {
  const code = useSignal(proposal.code ?? "");
  const modifiers = useSignal(proposal.modifiers.join(", "));
  const pos = useSignal(proposal.pos ?? "");
  const units = useSignal(String(proposal.units || ""));
  const proposed = addOnList(proposal.add_on_codes);
  const addOns = useSignal(proposed);
  // Until somebody writes them, the add-ons are those of the proposed code, and another code has none.
  const ownAddOns = useSignal(false);
  const isProposed = (typed: string) => typed.trim().toUpperCase() === (proposal.code ?? "");
  const reason = useSignal("");
  const faults = useSignal<Fault[]>([]);
  const tries = useSignal(0);
  const form = useArrival<HTMLFormElement>();
  const send = (event: Event) => {
    event.preventDefault();
    const typed = {
      code: code.value,
      modifiers: modifiers.value,
      pos: pos.value,
      units: units.value,
      addOns: addOns.value,
      reason: reason.value,
    };
    tries.value += 1;
    faults.value = checkOverride(typed).map((field) => ({ field: FIELDS[field], message: text.overrideErrors[field] }));
    if (faults.value.length > 0) return;
    onSend({
      code: typed.code.trim().toUpperCase() || null,
      modifiers: splitModifiers(typed.modifiers),
      pos: typed.pos.trim() || null,
      ...(typed.units.trim() ? { units: Number(typed.units) } : {}),
      add_on_codes: splitAddOns(typed.addOns) ?? [],
      reason: typed.reason.trim(),
    });
  };
  return (
    <form class="override" onSubmit={send} noValidate ref={form}>
      <p>{text.overrideLead}</p>
      <ErrorSummary faults={faults.value} tries={tries.value} />
      <TextField
        name={FIELDS.code}
        label={text.overrideCode}
        autoComplete="off"
        maxLength={5}
        value={code.value}
        error={faultOf(faults.value, FIELDS.code)}
        onInput={(e) => {
          code.value = e.currentTarget.value;
          if (!ownAddOns.value) addOns.value = isProposed(code.value) ? proposed : "";
        }}
      />
      <TextField
        name={FIELDS.modifiers}
        label={text.overrideModifiers}
        hint={text.overrideModifiersHint}
        autoComplete="off"
        value={modifiers.value}
        error={faultOf(faults.value, FIELDS.modifiers)}
        onInput={(e) => {
          modifiers.value = e.currentTarget.value;
        }}
      />
      <TextField
        name={FIELDS.pos}
        label={text.overridePos}
        inputMode="numeric"
        autoComplete="off"
        maxLength={2}
        value={pos.value}
        error={faultOf(faults.value, FIELDS.pos)}
        onInput={(e) => {
          pos.value = e.currentTarget.value;
        }}
      />
      <TextField
        name={FIELDS.units}
        label={text.units}
        inputMode="numeric"
        autoComplete="off"
        maxLength={2}
        value={units.value}
        error={faultOf(faults.value, FIELDS.units)}
        onInput={(e) => {
          units.value = e.currentTarget.value;
        }}
      />
      <TextField
        name={FIELDS.addOns}
        label={text.addOns}
        hint={text.overrideAddOnsHint}
        autoComplete="off"
        value={addOns.value}
        error={faultOf(faults.value, FIELDS.addOns)}
        onInput={(e) => {
          addOns.value = e.currentTarget.value;
          ownAddOns.value = true;
        }}
      />
      <TextArea
        name={FIELDS.reason}
        label={text.overrideReason}
        rows={3}
        maxLength={1000}
        value={reason.value}
        error={faultOf(faults.value, FIELDS.reason)}
        onInput={(e) => {
          reason.value = e.currentTarget.value;
        }}
      />
      <div class="row">
        <Button type="submit" kind="primary" busy={busy}>
          {text.overrideYes}
        </Button>
        <Button onClick={onCancel}>{text.overrideNo}</Button>
      </div>
    </form>
  );
}
