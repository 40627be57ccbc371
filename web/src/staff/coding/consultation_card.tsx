import { calendarDate } from "../format/time.ts";
import { dayAndTime } from "../format/zoned.ts";
import { path } from "../route.ts";
import { consultationText as text } from "../text/consultation.ts";
import type { Consultation, ConsultationVersion } from "./consultation.ts";
import { ConsultationForm } from "./consultation_form.tsx";
import type { Proposal } from "./proposal.ts";

interface ConsultationCardProps {
  told: Consultation;
  proposal: Proposal;
  /** Whether the reader noted it, and may correct it. */
  mine: boolean;
  visit: string;
  reload: () => Promise<void>;
}

/** What was noted of advice between clinicians, in place of a timeline: nothing of it was witnessed. Corrections stand beside what they
 * replaced. */
export function ConsultationCard({ told, proposal, mine, visit, reload }: ConsultationCardProps) {
  const versions = proposal.consultation_versions ?? [];
  const newest = versions[versions.length - 1];
  const earlier = versions.slice(0, -1).reverse();
  return (
    <section class="card" aria-labelledby="consultation-h">
      <h2 id="consultation-h">{text.heading}</h2>
      <Told told={told} />
      {earlier.length > 0 && newest && (
        <details>
          <summary>{text.versions(earlier.length)}</summary>
          <ol class="consultation-versions">
            {[newest, ...earlier].map((one) => (
              <li class="consultation-version" key={one.version}>
                <h3>{one === newest ? text.now : text.version(one.version)}</h3>
                <Noted one={one} proposal={proposal} />
                <Told told={one} />
              </li>
            ))}
          </ol>
        </details>
      )}
      <a href={path.coding(told.about)}>{text.about}</a>
      {mine && <ConsultationForm visit={visit} told={told} corrected={reload} />}
    </section>
  );
}

/** Who wrote a version, when, and why. */
function Noted({ one, proposal }: { one: ConsultationVersion; proposal: Proposal }) {
  const author = proposal.people.find((person) => person.id === one.author)?.name ?? "";
  return (
    <p class="aside">
      {[dayAndTime(one.at), author].filter(Boolean).join(" · ")}
      {one.correction && (
        <>
          <br />
          {text.replaced}: {one.correction}
        </>
      )}
    </p>
  );
}

function Told({ told }: { told: Consultation }) {
  const advised = told.side === "consultant";
  return (
    <>
      <p>
        {calendarDate(told.given_on)}, {told.colleague}. {text.side} {text.sides[told.side]}.
      </p>
      <p>{text.asTold(told.total_minutes, advised ? told.spoken_minutes : null)}</p>
      {advised && <p>{text.reports(told.spoken_report, told.written_report)}</p>}
      <p>{text.consented(told.consent)}</p>
      {told.seen_within_14_days && <p>{text.seenSaid}</p>}
      {told.takes_over && <p>{text.takesOverSaid}</p>}
      {told.question !== undefined && (
        <dl class="facts">
          <div>
            <dt>{text.question}</dt>
            <dd class="written">{told.question}</dd>
          </div>
          <div>
            <dt>{text.answer}</dt>
            <dd class="written">{told.answer}</dd>
          </div>
        </dl>
      )}
    </>
  );
}
