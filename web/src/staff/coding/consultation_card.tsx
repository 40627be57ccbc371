import { calendarDate } from "../format/time.ts";
import { path } from "../route.ts";
import { consultationText as text } from "../text/consultation.ts";
import type { Consultation } from "./consultation.ts";

/** What was noted of advice between clinicians, in place of a timeline: nothing of it was witnessed. */
export function ConsultationCard({ told }: { told: Consultation }) {
  return (
    <section class="card" aria-labelledby="consultation-h">
      <h2 id="consultation-h">{text.heading}</h2>
      <p>
        {calendarDate(told.given_on)}, {told.colleague}. {text.side} {text.sides[told.side]}.
      </p>
      <p>{text.asTold(told.total_minutes, told.side === "consultant" ? told.spoken_minutes : null)}</p>
      {told.side === "consultant" && <p>{text.reports(told.spoken_report, told.written_report)}</p>}
      <p>{text.consented(told.consent)}</p>
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
      <a href={path.coding(told.about)}>{text.about}</a>
    </section>
  );
}
