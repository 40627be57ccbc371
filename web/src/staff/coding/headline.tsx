import { calendarDate } from "../format/time.ts";
import { codingText as text } from "../text/coding.ts";
import { addOnList, chosenBy, type Lines, linesInWords, modifierList, type Proposal, standing } from "./proposal.ts";
import { ASKED } from "./questions.tsx";

interface Props {
  proposal: Proposal;
  /** The reader is the one who decides. */
  deciding: boolean;
}

/** Whether a claim waits for something that is asked on this page; the signature, which the decision gives, is not. Pure. */
function lacking(proposal: Proposal): boolean {
  return proposal.documentation.some((one) => one.gate && one.status === "missing" && one.id in ASKED);
}

/** The answer: the code as large as what it means for money, and the fields that go on the claim with it. Once somebody has
 * decided, what was decided stands here, and the proposal beside it. */
export function Headline({ proposal, deciding }: Props) {
  const decided = standing(proposal);
  const chosen = chosenBy(proposal);
  const billed: Lines = decided ?? proposal;
  const overridden = decided?.decision === "overridden";
  const others = proposal.acceptable_modifier_alternatives.map((choice) => choice.join(" ")).join(", ");
  const status = proposal.reasons.find((reason) => reason.field === "patient_status")?.text;
  const rows: [string, string, string?][] = [
    [
      text.modifiers,
      modifierList(billed.modifiers, billed.code ? text.modifiersNone : text.nothing),
      others && !overridden ? text.alternatives(others) : undefined,
    ],
    [text.pos, billed.pos ?? text.nothing, billed.pos ? text.places[billed.pos] : undefined],
    [text.units, String(billed.units)],
    [text.addOns, addOnList(billed.add_on_codes) || text.nothing],
    [text.totalMinutes, text.minutes(proposal.total_minutes)],
    [text.discussion, text.minutes(proposal.medical_discussion_minutes)],
    [text.modality, text.modalities[proposal.modality] ?? proposal.modality],
    ...(chosen.standing ? [[text.basis, chosen.standing] as [string, string]] : []),
    [text.date, proposal.date_of_service ? calendarDate(proposal.date_of_service) : text.nothing],
    ...(status
      ? [[text.status, status.startsWith("New") ? text.statusNew : text.statusEstablished] as [string, string]]
      : []),
    [
      text.payer,
      proposal.payer_name ?? text.nothing,
      proposal.profile_version ? text.payerVersion(proposal.profile_version) : undefined,
    ],
  ];
  const nearest = decided ? undefined : proposal.reasons.find((reason) => reason.field === "code")?.change;
  return (
    <div class={`card headline headline-${decided ? "ready" : proposal.disposition}`}>
      <p class="code">
        <span class="visually-hidden">{text.code}: </span>
        {billed.code ?? text.noCode}
      </p>
      <p class="disposition">
        {decided
          ? text.decidedAs[overridden ? "overridden" : "accepted"]
          : (deciding ? text.dispositions : text.dispositionsToOthers)[
              proposal.disposition === "ready" && lacking(proposal) ? "ready_but" : proposal.disposition
            ]}
      </p>
      {overridden && <p>{text.proposedWas(linesInWords(decided.proposed))}</p>}
      <dl class="facts facts-columns">
        {rows.map(([term, words, note]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>
              {words}
              {note && <span class="aside"> {note}</span>}
            </dd>
          </div>
        ))}
      </dl>
      {chosen.since && (
        <p>
          <strong>{text.proposedNow}:</strong> {chosen.since}
        </p>
      )}
      {nearest && (
        <p>
          <strong>{text.wouldChange}:</strong> {nearest}
        </p>
      )}
    </div>
  );
}
