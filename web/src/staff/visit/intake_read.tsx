import { dayAndTime } from "../format/zoned.ts";
import type { IntakeDoc } from "../records.ts";
import { visitText as text } from "../text/visit.ts";
import { VITALS } from "./vitals.ts";

const TEXTS = ["reason", "history", "medications", "allergies"] as const;

/** The intake to be read, as somebody else wrote it. */
export function IntakeRead({ intake, author }: { intake: IntakeDoc | null; author: string }) {
  if (!intake) return <p class="aside">{text.intakeNone}</p>;
  const measured = VITALS.filter((vital) => intake.vitals[vital] != null);
  return (
    <>
      <dl class="facts">
        {TEXTS.map((field) => (
          <div key={field}>
            <dt>{text.fields[field]}</dt>
            <dd class="written">{intake[field] || <span class="aside">{text.notGiven}</span>}</dd>
          </div>
        ))}
        {measured.map((vital) => (
          <div key={vital}>
            <dt>{text.vitalNames[vital]}</dt>
            <dd>
              {intake.vitals[vital]} {text.vitalUnits[vital]}
            </dd>
          </div>
        ))}
      </dl>
      <p class="aside">{text.writtenBy(author, dayAndTime(intake.at))}</p>
    </>
  );
}
