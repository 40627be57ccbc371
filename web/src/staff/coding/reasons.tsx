import { calendarDate } from "../format/time.ts";
import { exactOn } from "../format/zoned.ts";
import { codingText as text } from "../text/coding.ts";
import { flagInWords } from "../text/flags.ts";
import type { Proposal } from "./proposal.ts";
import { readable, said } from "./sentence.ts";

/** Why each field is what it is: the rule, where it is written, since when, what is missing, what would change it. */
export function Reasons({
  reasons,
  people,
  date_of_service: day,
}: Pick<Proposal, "reasons" | "people" | "date_of_service">) {
  if (reasons.length === 0) return null;
  return (
    <section class="card" aria-labelledby="why-heading">
      <h2 id="why-heading">{text.why}</h2>
      <ol class="reasons">
        {reasons.map((reason, place) => (
          // A field may have two reasons of one rule; their order is theirs.
          <li key={`${reason.field}-${place}`}>
            <h3>{fieldInWords(reason.field)}</h3>
            <p>{said(reason, people)}</p>
            {reason.intervals && reason.intervals.length > 0 && (
              <details>
                <summary>{text.intervals(reason.intervals.length)}</summary>
                <ul class="intervals">
                  {reason.intervals.map(([start, end]) => (
                    <li key={start}>
                      {exactOn(start, day)} – {exactOn(end, day)}
                    </li>
                  ))}
                </ul>
              </details>
            )}
            {reason.missing && (
              <p class="missing">
                {text.missing}: {readable(reason.missing)}
              </p>
            )}
            {reason.change && (
              <p>
                {text.wouldChange}: {readable(reason.change)}
              </p>
            )}
            <p class="aside">
              {text.rule}: {reason.rule} · {text.source}: {reason.source}
              {reason.source_date ? `, ${text.asOf(dated(reason.source_date))}` : ""}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A reason is about a field of the proposal, or about one of its flags ("flags.NAME"). */
function fieldInWords(field: string): string {
  if (field.startsWith("flags.")) return `${text.flag}: ${flagInWords(field.slice(6))}`;
  return text.fields[field] ?? field.replaceAll("_", " ");
}

/** A source's date as the rules give it: a day, or only a year or a month. */
function dated(date: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? calendarDate(date) : date;
}
