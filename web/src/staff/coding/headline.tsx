import { calendarDate } from "../format/time.ts";
import { codingText as text } from "../text/coding.ts";
import { addOnList, modifierList, type Proposal } from "./proposal.ts";

/** The answer: the code as large as what it means for money, and the fields that go on the claim with it. */
export function Headline({ proposal }: { proposal: Proposal }) {
  const others = proposal.acceptable_modifier_alternatives.map((choice) => choice.join(" ")).join(", ");
  const rows: [string, string, string?][] = [
    [
      text.modifiers,
      modifierList(proposal.modifiers, proposal.code ? text.modifiersNone : text.nothing),
      others ? text.alternatives(others) : undefined,
    ],
    [text.pos, proposal.pos ?? text.nothing, proposal.pos ? text.places[proposal.pos] : undefined],
    [text.units, String(proposal.units)],
    [text.totalMinutes, text.minutes(proposal.total_minutes)],
    [text.discussion, text.minutes(proposal.medical_discussion_minutes)],
    [text.modality, text.modalities[proposal.modality] ?? proposal.modality],
    [text.basis, proposal.basis ? (text.bases[proposal.basis] ?? proposal.basis) : text.nothing],
    [text.date, proposal.date_of_service ? calendarDate(proposal.date_of_service) : text.nothing],
    [text.addOns, addOnList(proposal.add_on_codes) || text.nothing],
    [text.payer, [proposal.profile_id, proposal.profile_version].filter(Boolean).join(", ") || text.nothing],
  ];
  return (
    <div class={`card headline headline-${proposal.disposition}`}>
      <p class="code">
        <span class="visually-hidden">{text.code}: </span>
        {proposal.code ?? text.noCode}
      </p>
      <p class="disposition">{text.dispositions[proposal.disposition]}</p>
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
    </div>
  );
}
