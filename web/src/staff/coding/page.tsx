import { useEffect } from "preact/hooks";
import { Heading } from "../../ui/heading.tsx";
import { otherZone } from "../format/zoned.ts";
import { may } from "../may.ts";
import { BackHome, NotHad } from "../parts/state_page.tsx";
import type { VisitRecord } from "../records.ts";
import { path } from "../route.ts";
import { me } from "../session.ts";
import { codingText as text } from "../text/coding.ts";
import { common } from "../text/common.ts";
import { useRecord } from "../visit/use_record.ts";
import { ClaimPanel } from "./claim.tsx";
import { CodingNote } from "./coding_note.tsx";
import { ConsultationCard } from "./consultation_card.tsx";
import { ConsultationForm } from "./consultation_form.tsx";
import { Decision } from "./decision.tsx";
import { Decisions } from "./decisions.tsx";
import { Documentation } from "./documentation.tsx";
import { Flags } from "./flags.tsx";
import { Headline } from "./headline.tsx";
import { Minutes } from "./minutes.tsx";
import { Papers } from "./papers.tsx";
import { type Proposal, standing } from "./proposal.ts";
import { Reasons } from "./reasons.tsx";
import { Timeline } from "./timeline.tsx";
import { type LoadedProposal, useProposal } from "./use_proposal.ts";
import { WrittenAnswer } from "./written_answer.tsx";

/** After the visit: what the server witnessed, the code it proposes, and the person's decision. */
export function CodingPage({ id }: { id: string }) {
  const { record, failed: noRecord, absent, reload: readRecord } = useRecord(id);
  const coding = useProposal(id);
  const proposal = coding.proposal.value;
  // The visit's end and this page's opening may cross: what may be done now is in the record.
  // The visit's state is the reason to read again.
  useEffect(() => {
    if (proposal && record.value && proposal.visit_state !== record.value.state) void readRecord();
  }, [proposal?.visit_state]);
  const failed = coding.failed.value || (record.value ? "" : noRecord.value);
  if (!proposal || !record.value)
    return failed ? (
      <NotHad why={failed} again={absent.value ? null : () => Promise.all([coding.reload(), readRecord()])} />
    ) : (
      <p class="loading" role="status">
        {text.loading}
      </p>
    );
  return <Coding record={record.value} proposal={proposal} coding={coding} />;
}

interface CodingProps {
  record: VisitRecord;
  proposal: Proposal;
  coding: LoadedProposal;
}

function Coding({ record, proposal, coding }: CodingProps) {
  const mayAnswer = me.value?.role === "npc" || me.value?.role === "dermatologist";
  const notes = me.value ? may.noteAdvice(me.value.role, me.value.credential) : false;
  const mayBill = me.value ? may.release(me.value.role) : false;
  const over = proposal.visit_state === "ended";
  const zone = otherZone(proposal.date_of_service);
  const consultation = proposal.consultation ?? null;
  return (
    <div class="coding">
      <div class="page-head">
        <Heading title={`${text.titleOf(record.patient.name)} · ${common.product}`}>
          {text.titleOf(record.patient.name)}
        </Heading>
        {!over && (
          <a class="button" href={path.visit(record.id)}>
            {text.openVisit}
          </a>
        )}
        <BackHome />
      </div>
      {!over && <p class="notice waiting">{text.notOver}</p>}
      {proposal.evidence_kept !== "whole" && (
        <p class={`notice ${proposal.evidence_kept === "memory" ? "danger" : "waiting"}`}>
          {text.evidenceKept[proposal.evidence_kept]}
        </p>
      )}
      {zone && <p class="aside">{text.inZone(zone)}</p>}
      {coding.failed.value && <p class="notice danger">{coding.failed.value}</p>}
      <section class="coding-columns" aria-label={text.region}>
        <div class="coding-proposal">
          <Headline proposal={proposal} deciding={record.commands.includes("accept_proposal")} />
          <Flags flags={proposal.flags} />
          {over && mayBill && <ClaimPanel proposal={proposal} bill={coding.bill} />}
          {over && <Decision proposal={proposal} record={record} decide={coding.decide} />}
          <Decisions proposal={proposal} />
        </div>
        <div class="coding-evidence">
          {consultation && (
            <ConsultationCard
              told={consultation}
              proposal={proposal}
              mine={notes && record.rendering?.id === me.value?.person}
              visit={record.id}
              reload={coding.reload}
            />
          )}
          {proposal.written && <WrittenAnswer proposal={proposal} answer={mayAnswer ? coding.answer : null} />}
          {mayAnswer && !consultation && <CodingNote proposal={proposal} answer={coding.answer} />}
          {record.phone === "reached" && <p class="notice waiting">{text.phoneAttested}</p>}
          {!proposal.written && !consultation && <Timeline proposal={proposal} />}
          {!consultation && <Minutes proposal={proposal} />}
          <Documentation
            elements={proposal.documentation}
            billed={(standing(proposal) ?? proposal).code !== null || proposal.disposition !== "not_billable"}
          />
          <Papers visit={record.id} />
          {notes && !consultation && <ConsultationForm visit={record.id} />}
        </div>
        <div class="coding-reasons">
          <Reasons {...proposal} />
        </div>
      </section>
    </div>
  );
}
