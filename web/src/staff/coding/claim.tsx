import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { dayAndTime } from "../format/zoned.ts";
import { billingText as words } from "../text/billing.ts";
import { codingText as text } from "../text/coding.ts";
import { flagInWords } from "../text/flags.ts";
import type { Proposal, Wait } from "./proposal.ts";
import { ReasonForm } from "./reason_form.tsx";
import type { LoadedProposal } from "./use_proposal.ts";

interface Props {
  proposal: Proposal;
  bill: LoadedProposal["bill"];
}

/** What a biller does with an ended visit: release it, or send it back with a question. Everything else here is to be read. */
export function ClaimPanel({ proposal, bill }: Props) {
  const asking = useSignal(false);
  const busy = useSignal(false);
  const released = proposal.claims.findLast((one) => one.action === "released");
  const heading = useRef<HTMLHeadingElement>(null);
  // The form goes, and the focus would go with it.
  const back = () => {
    asking.value = false;
    heading.current?.focus();
  };
  const act = async (billing: { release: true } | { question: string }) => {
    if (busy.value) return;
    busy.value = true;
    if (await bill(billing)) back();
    busy.value = false;
  };
  return (
    <section class="card decision" aria-labelledby="claim-heading">
      <h2 id="claim-heading" ref={heading} tabIndex={-1}>
        {text.claim}
      </h2>
      <p
        class={`notice ${proposal.status === "ready" || proposal.status === "released" ? "good" : "waiting"}`}
        role="status"
      >
        {words.standing[proposal.status]}
        {proposal.status === "released" && released ? ` ${dayAndTime(released.at)}` : ""}
      </p>
      <Waits waits={proposal.waits} />
      {!asking.value && proposal.status !== "released" && (
        <div class="row">
          <Button
            kind="primary"
            busy={busy.value}
            disabled={proposal.status !== "ready"}
            onClick={() => act({ release: true })}
          >
            {text.release}
          </Button>
          <Button onClick={() => (asking.value = true)}>{text.askClinician}</Button>
        </div>
      )}
      {asking.value && (
        <ReasonForm
          name="claim_question"
          lead={text.askLead}
          label={text.question}
          send={text.askYes}
          missing={text.askMissing}
          busy={busy.value}
          onSend={(question) => act({ question })}
          onCancel={back}
        />
      )}
    </section>
  );
}

/** What a visit waits for, as a list of sentences. */
export function Waits({ waits }: { waits: readonly Wait[] }) {
  if (waits.length === 0) return null;
  return (
    <ul class="waits">
      {waits.map((wait) => (
        <li key={`${wait.kind} ${wait.name}`}>{waitInWords(wait)}</li>
      ))}
    </ul>
  );
}

/** One thing a visit waits for, as a sentence. */
function waitInWords(wait: Wait): string {
  if (wait.kind === "flag") return flagInWords(wait.name ?? "");
  if (wait.kind === "element") return words.elements[wait.name ?? ""] ?? wait.name ?? "";
  if (wait.kind === "missing") return `${wait.name}.`;
  return words.waits[wait.kind] ?? wait.kind;
}
