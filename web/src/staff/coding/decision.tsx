import { useSignal } from "@preact/signals";
import { Button } from "../../ui/button.tsx";
import type { VisitRecord } from "../records.ts";
import { codingText as text } from "../text/coding.ts";
import { OverrideForm } from "./override_form.tsx";
import type { Proposal } from "./proposal.ts";
import type { Deciding } from "./use_proposal.ts";

interface Props {
  proposal: Proposal;
  record: VisitRecord;
  decide: (deciding: Deciding) => Promise<boolean>;
}

/** Accept, or override with a reason. Only the rendering clinician may; everybody else is told so. */
export function Decision({ proposal, record, decide }: Props) {
  const overriding = useSignal(false);
  const busy = useSignal(false);
  const may = record.commands.includes("accept_proposal");
  const newest = proposal.decisions.at(-1);
  const send = async (deciding: Deciding) => {
    if (busy.value) return;
    busy.value = true;
    if (await decide(deciding)) overriding.value = false;
    busy.value = false;
  };
  return (
    <section class="card decision" aria-labelledby="decision-heading">
      <h2 id="decision-heading">{text.decision}</h2>
      {newest && (
        <p class="notice good" role="status">
          {newest.decision === "accepted" ? text.accepted : text.overridden}
        </p>
      )}
      {!may && !newest && <p class="aside">{text.onlyRendering}</p>}
      {may && !overriding.value && (
        <div class="row">
          <Button
            kind="primary"
            busy={busy.value}
            disabled={proposal.code === null}
            onClick={() => send({ decision: "accepted" })}
          >
            {text.accept}
          </Button>
          <Button onClick={() => (overriding.value = true)}>{text.override}</Button>
        </div>
      )}
      {may && proposal.code === null && !overriding.value && <p class="hint">{text.acceptNothing}</p>}
      {may && overriding.value && (
        <OverrideForm
          proposal={proposal}
          busy={busy.value}
          onSend={(fields) => send({ decision: "overridden", ...fields })}
          onCancel={() => (overriding.value = false)}
        />
      )}
    </section>
  );
}
