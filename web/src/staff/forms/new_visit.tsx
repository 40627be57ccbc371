import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { call } from "../../api/http.ts";
import { OnceKey } from "../../api/once.ts";
import { Button } from "../../ui/button.tsx";
import { Heading } from "../../ui/heading.tsx";
import { instantOf, localFields } from "../format/time.ts";
import { may } from "../may.ts";
import { readStaff } from "../names.ts";
import { CopyField } from "../parts/copy_field.tsx";
import { ErrorSummary } from "../parts/error_summary.tsx";
import { BackHome, NotForYou } from "../parts/state_page.tsx";
import { Unsaved } from "../parts/unsaved.tsx";
import { sentence } from "../refusal.ts";
import { path } from "../route.ts";
import { me } from "../session.ts";
import { boardText } from "../text/board.ts";
import { common } from "../text/common.ts";
import { formsText as text } from "../text/forms.ts";
import { AppointmentFields } from "./appointment_fields.tsx";
import { checkNewVisit, type Fault } from "./checks.ts";
import { emptyVisit, type NewVisit, typedIn, visitBody } from "./new_visit.ts";
import { PatientFields } from "./patient_fields.tsx";

/** Plans a visit and gives, once, the link for the patient. */
export function NewVisitPage() {
  const fields = useSignal<NewVisit>(emptyVisit(localFields(new Date())));
  const faults = useSignal<Fault[]>([]);
  const tries = useSignal(0);
  const busy = useSignal(false);
  const [key] = useState(() => new OnceKey());
  const made = useSignal<{ id: string; link: string } | null>(null);
  const asked = useSignal(false);
  useEffect(() => void readStaff().catch(() => undefined), []);
  const change = (part: Partial<NewVisit>) => {
    fields.value = { ...fields.value, ...part };
  };
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    tries.value += 1;
    faults.value = checkNewVisit(fields.value, localFields(new Date()).date);
    const at = instantOf(fields.value.date, fields.value.time);
    if (faults.value.length > 0 || (at === null && !fields.value.withoutCall)) return;
    busy.value = true;
    try {
      const body = visitBody(fields.value, at);
      made.value = await call("POST", "/api/visits", body, key.for(body));
      key.done();
      asked.value = fields.value.withoutCall;
    } catch (error) {
      faults.value = [{ field: "", message: sentence(error) }];
    }
    busy.value = false;
  };

  if (!me.value || !may.createVisit(me.value.role)) return <NotForYou title={text.newVisit} />;
  if (made.value)
    return (
      <div class="form-page">
        <Heading key="made" title={`${asked.value ? text.photosAsked : text.created} · ${common.product}`}>
          {asked.value ? text.photosAsked : text.created}
        </Heading>
        <p>{boardText.linkLeadFirst}</p>
        {asked.value && <p>{text.photosAskedNext}</p>}
        <CopyField id="patient-link" label={boardText.linkLabel} value={made.value.link} button={boardText.copyLink} />
        <div class="row">
          {asked.value ? (
            <a class="button" href={path.answers}>
              {text.toAnswers}
            </a>
          ) : (
            <BackHome />
          )}
          <Button
            onClick={() => {
              made.value = null;
              fields.value = emptyVisit(localFields(new Date()));
              faults.value = [];
            }}
          >
            {text.another}
          </Button>
        </div>
      </div>
    );
  return (
    <div class="form-page">
      <Heading title={`${text.newVisit} · ${common.product}`}>{text.newVisit}</Heading>
      <p class="lead">{text.newVisitLead}</p>
      <ErrorSummary faults={faults.value} tries={tries.value} />
      <Unsaved holds={typedIn(fields.value)} />
      <form onSubmit={send} noValidate>
        <PatientFields fields={fields.value} change={change} faults={faults.value} />
        <AppointmentFields fields={fields.value} change={change} faults={faults.value} />
        <Button type="submit" kind="primary" busy={busy.value}>
          {busy.value ? text.creating : fields.value.withoutCall ? text.createPhotos : text.create}
        </Button>
      </form>
    </div>
  );
}
