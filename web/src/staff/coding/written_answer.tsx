import { SelectField } from "../../ui/field.tsx";
import { calendarDate } from "../format/time.ts";
import { dayAndTime } from "../format/zoned.ts";
import { Facts } from "../parts/facts.tsx";
import { answersText as text } from "../text/answers.ts";
import type { Proposal } from "./proposal.ts";
import type { LoadedProposal } from "./use_proposal.ts";

interface Props {
  proposal: Proposal;
  /** Null for who may not answer. */
  answer: LoadedProposal["answer"] | null;
}

/** Photos answered without a call: as which service, how soon, and the visits that could take it in. */
export function WrittenAnswer({ proposal, answer }: Props) {
  const written = proposal.written;
  if (!written) return null;
  const newest = proposal.decisions.at(-1);
  const changed = newest !== undefined && newest.proposed.code !== proposal.code;
  const said = typeof proposal.answers?.service_intent === "string" ? proposal.answers.service_intent : "";
  const rows: [string, string][] = [
    [text.service, text.services[written.service] ?? written.service],
    [text.sentOn, written.asked_on ? calendarDate(written.asked_on) : text.none],
    [
      text.answeredAt,
      [
        written.answered_at ? dayAndTime(written.answered_at) : text.none,
        written.business_hours === null ? "" : text.businessHours(written.business_hours),
      ]
        .filter(Boolean)
        .join(", "),
    ],
    [text.prior, written.prior_visit ? calendarDate(written.prior_visit) : text.none],
    [text.later, written.later_visit ? dayAndTime(written.later_visit) : text.none],
  ];
  return (
    <section class="card" aria-labelledby="written-heading">
      <h2 id="written-heading">{text.written}</h2>
      {changed && (
        <p class="notice waiting" role="status">
          {text.changed}
        </p>
      )}
      <Facts rows={rows} />
      <p class="aside">{text.windows}</p>
      {answer && (
        <SelectField
          name="service_intent"
          label={text.service}
          value={said}
          onChange={(e) => void answer({ service_intent: e.currentTarget.value || null })}
        >
          <option value="" selected={said === ""}>
            {text.serviceAuto}
          </option>
          {Object.entries(text.services).map(([value, words]) => (
            <option key={value} value={value} selected={value === said}>
              {words}
            </option>
          ))}
        </SelectField>
      )}
    </section>
  );
}
