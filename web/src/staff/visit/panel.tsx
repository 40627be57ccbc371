import type { ComponentChildren } from "preact";
import type { VisitFrame } from "../../protocol/frames.ts";
import { calendarDate } from "../format/time.ts";
import { dayAndTime } from "../format/zoned.ts";
import { may } from "../may.ts";
import { nameOf } from "../names.ts";
import { Facts } from "../parts/facts.tsx";
import { payerName, usePayers } from "../payers/names.ts";
import type { VisitRecord } from "../records.ts";
import { path } from "../route.ts";
import { me } from "../session.ts";
import { accountText } from "../text/account.ts";
import { formsText } from "../text/forms.ts";
import { visitText as text } from "../text/visit.ts";
import { ArrivalPart, ArrivalWarnings } from "./arrival.tsx";
import { AudioOnlyReason } from "./audio_only_reason.tsx";
import { Emergency } from "./emergency.tsx";
import { IntakeForm } from "./intake_form.tsx";
import { IntakeRead } from "./intake_read.tsx";
import { PatientNote } from "./patient_note.tsx";
import { Who } from "./who.tsx";

interface Props {
  record: VisitRecord;
  visit: VisitFrame | null;
  inCall: boolean;
  /** The way to the photos. */
  photos: ComponentChildren;
  /** What stays in sight below what is read: the note that is being written. */
  last: ComponentChildren;
  /** Reads the record again: more of it may be open now. */
  reload: () => Promise<void>;
}

/** Beside the call: what to mind, what is asked, the photos, the note, the intake, what the patient said, who is here and who the
 * patient is. In the order in which it is needed, for on a small screen only the first of it is in sight: a dermatologist reads what
 * was handed over before joining, the others meet the patient first. */
export function Panel({ record, visit, inCall, photos, last, reload }: Props) {
  const role = me.value?.role;
  const broken = record.emergency_until !== null;
  const reads = role === "npc" || role === "dermatologist" || role === "scribe" || broken;
  const writes = (visit?.commands ?? record.commands).includes("write_intake") && (role === "npc" || inCall);
  const arrival = <ArrivalPart record={record} visit={visit} />;
  return (
    <aside class="panel" aria-label={text.panel}>
      <div class="panel-scroll">
        <ArrivalWarnings record={record} visit={visit} />
        {visit && inCall && <AudioOnlyReason visit={visit} />}
        {photos}
        {role !== "dermatologist" && arrival}
        {role && may.breakGlass(role) && <Emergency record={record} reload={reload} />}
        {reads && (record.note || role === "dermatologist") && <Note record={record} state={visit?.state} />}
        {reads && (
          <section class="panel-part" aria-labelledby="intake-heading">
            <h2 id="intake-heading">{text.intakeHeading}</h2>
            {writes ? (
              <IntakeForm key={record.id} record={record} who={nameOf} />
            ) : (
              <IntakeRead intake={record.intake} author={record.intake ? nameOf(record.intake.author) : ""} />
            )}
          </section>
        )}
        {role === "dermatologist" && arrival}
        {visit && <Who visit={visit} />}
        <About record={record} />
        {role && may.readAudit(role) && (
          <p class="panel-part">
            <a href={path.auditOfVisit(record.id)}>{accountText.auditOfVisit(record.patient.name)}</a>
          </p>
        )}
      </div>
      <div class="panel-written">
        {last}
        {(visit?.commands.includes("end") ?? false) && inCall && role !== "office" && <PatientNote record={record} />}
      </div>
    </aside>
  );
}

function Note({ record, state }: { record: VisitRecord; state: VisitFrame["state"] | undefined }) {
  const note = record.note;
  return (
    <section class="panel-part" aria-labelledby="note-heading">
      <h2 id="note-heading">{text.noteHeading}</h2>
      {note ? (
        <>
          <p class="written">{note.text || text.noteEmpty}</p>
          <p class="aside">{text.writtenBy(nameOf(note.author), dayAndTime(note.at))}</p>
        </>
      ) : (
        // Whoever was handed a patient over must not wait for words that do not come.
        <p class="aside">{state === "ready" ? text.noteEmpty : text.noteNone}</p>
      )}
    </section>
  );
}

function About({ record }: { record: VisitRecord }) {
  usePayers();
  const { patient, rendering } = record;
  const rows: [string, string][] = [
    [text.dateOfBirth, calendarDate(patient.date_of_birth)],
    [text.phone, patient.phone ?? text.notGiven],
    [text.language, formsText.languages[patient.language] ?? patient.language],
    [text.homeState, patient.state ?? text.notGiven],
    [text.fields.reason ?? "", record.reason],
    [text.payer, record.payer ? payerName(record.payer) : text.payerNone],
    [
      text.rendering,
      rendering ? [rendering.name, rendering.credential].filter(Boolean).join(", ") : formsText.renderingNone,
    ],
  ];
  return (
    <details class="panel-part">
      <summary>{text.about}</summary>
      <Facts rows={rows} />
    </details>
  );
}
