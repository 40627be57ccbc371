import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import type { VisitRecord } from "../records.ts";
import { codingText as text } from "../text/coding.ts";
import { OverrideForm } from "./override_form.tsx";
import { isSame, linesInWords, openQuestion, type Proposal } from "./proposal.ts";
import { ReasonForm } from "./reason_form.tsx";
import type { Deciding } from "./use_proposal.ts";

interface Props {
  proposal: Proposal;
  record: VisitRecord;
  decide: (deciding: Deciding) => Promise<boolean>;
}

type Step = "choose" | "override" | "review" | "amend";

/** Accept, override with a reason, or send to review; later, amend. Only the rendering clinician may; others are told so. */
export function Decision({ proposal, record, decide }: Props) {
  const step = useSignal<Step>("choose");
  const busy = useSignal(false);
  const may = record.commands.includes("accept_proposal");
  const newest = proposal.decisions.at(-1);
  const question = openQuestion(proposal);
  const decided = newest !== undefined && newest.decision !== "review";
  // An acceptance needs a sentence where it amends a decision, and may carry one where it answers a question.
  const explained = question !== null || decided;
  const send = async (deciding: Deciding) => {
    if (busy.value) return;
    busy.value = true;
    if (await decide(deciding)) back();
    busy.value = false;
  };
  const unchanged = newest?.decision === "accepted" && !question && isSame(newest, proposal);
  const held = !unchanged && proposal.disposition === "hold" && proposal.code !== null;
  const accept = () => {
    if (explained) step.value = "amend";
    else void send({ decision: "accepted" });
  };
  const heading = useRef<HTMLHeadingElement>(null);
  // The form goes, and the focus would go with it.
  const back = () => {
    step.value = "choose";
    heading.current?.focus();
  };
  return (
    <section class="card decision" aria-labelledby="decision-heading">
      <h2 id="decision-heading" ref={heading} tabIndex={-1}>
        {may ? text.decision : text.decisionOf}
      </h2>
      {newest && !question && (
        <p class={newest.decision === "review" ? "notice waiting" : "notice good"} role="status">
          {text.decidedWords[newest.decision]}
        </p>
      )}
      {decided && !question && newest && !isSame(newest.proposed, proposal) && (
        <p class="notice waiting">{text.changedSince(linesInWords(proposal))}</p>
      )}
      {question && (
        <div class="notice waiting">
          <p>
            <strong>{text.asked}</strong>
          </p>
          <p class="written">{question.text}</p>
        </div>
      )}
      {!may && !newest && <p class="aside">{text.onlyRendering}</p>}
      {may && step.value === "choose" && (
        <div class="row">
          {!unchanged && (
            <Button
              kind={held ? "plain" : "primary"}
              busy={busy.value}
              disabled={proposal.code === null && proposal.disposition !== "not_billable"}
              onClick={accept}
            >
              {proposal.disposition === "not_billable"
                ? text.acceptNothingBilled
                : decided
                  ? text.acceptAmended
                  : text.accept}
            </Button>
          )}
          <Button onClick={() => (step.value = "override")}>{text.override}</Button>
          <Button onClick={() => (step.value = "review")}>{text.review}</Button>
        </div>
      )}
      {may && step.value === "choose" && proposal.code === null && proposal.disposition !== "not_billable" && (
        <p class="hint">{proposal.questions.length > 0 ? text.acceptNothing : text.acceptNothingAsked}</p>
      )}
      {may && step.value === "choose" && held && <p class="hint">{text.acceptOnHold}</p>}
      {may && step.value === "override" && (
        <OverrideForm
          proposal={proposal}
          busy={busy.value}
          onSend={(fields) => send({ decision: "overridden", ...fields })}
          onCancel={back}
        />
      )}
      {may && step.value === "review" && (
        <ReasonForm
          key="review"
          name="review_reason"
          lead={text.reviewLead}
          label={text.reviewReason}
          send={text.reviewYes}
          missing={text.reviewMissing}
          busy={busy.value}
          onSend={(reason) => send({ decision: "review", reason })}
          onCancel={back}
        />
      )}
      {may && step.value === "amend" && (
        <ReasonForm
          key="amend"
          name="amend_reason"
          lead={question ? text.answerLead : text.amendLead}
          label={question ? text.answer : text.overrideReason}
          send={question ? text.answerYes : text.amendYes}
          {...(question ? {} : { missing: text.overrideErrors.reason })}
          busy={busy.value}
          onSend={(reason) => send({ decision: "accepted", ...(reason ? { reason } : {}) })}
          onCancel={back}
        />
      )}
    </section>
  );
}
