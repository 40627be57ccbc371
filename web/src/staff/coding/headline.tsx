import { calendarDate } from "../format/time.ts";
import { codingText as text } from "../text/coding.ts";
import { addOnList, chosenBy, type Lines, linesInWords, modifierList, type Proposal, standing } from "./proposal.ts";
import { ASKED } from "./questions.tsx";
import { readable } from "./sentence.ts";

const SELF_PAY = "SELF_PAY_NO_CLAIM";

interface Props {
  proposal: Proposal;
  /** The reader is the one who decides. */
  deciding: boolean;
}

/** What the proposal is called: ready for a receipt alone where the patient pays, and not plainly where a claim waits for what is asked on this
 * page (the signature, which the decision gives, is not). Pure. */
function standingOf({ disposition, flags, documentation }: Proposal): string {
  if (disposition !== "ready") return disposition;
  if (flags.includes(SELF_PAY)) return "receipt";
  const lacking = documentation.some((one) => one.gate && one.status === "missing" && one.id in ASKED);
  return lacking ? "ready_but" : "ready";
}

/** The answer: the code as large as what it means for money, and the fields that go on the claim with it. Once somebody has
 * decided, what was decided stands here, and the proposal beside it. */
export function Headline({ proposal, deciding }: Props) {
  const decided = standing(proposal);
  const chosen = chosenBy(proposal);
  const billed: Lines = decided ?? proposal;
  const overridden = decided?.decision === "overridden";
  const stands = standingOf(proposal);
  const others = proposal.acceptable_modifier_alternatives.map((choice) => choice.join(" ")).join(", ");
  const status = proposal.reasons.find((reason) => reason.field === "patient_status")?.text;
  const rows: [string, string, string?][] = [
    [
      text.modifiers,
      modifierList(billed.modifiers, billed.code ? text.modifiersNone : text.nothing),
      others && !overridden ? text.alternatives(others, !proposal.flags.includes(SELF_PAY)) : undefined,
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
      proposal.profile_version ? text.payerVersion(readable(proposal.profile_version)) : undefined,
    ],
  ];
  const nearest = decided ? undefined : proposal.reasons.find((reason) => reason.field === "code")?.change;
  return (
    <div class={`card headline headline-${decided ? "ready" : stands}`}>
      <p class="code">
        <span class="visually-hidden">{text.code}: </span>
        {billed.code ?? text.noCode}
      </p>
      <p class="disposition">
        {decided
          ? text.decidedAs[overridden ? "overridden" : "accepted"]
          : ((deciding ? undefined : text.dispositionsToOthers[stands]) ?? text.dispositions[stands])}
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
