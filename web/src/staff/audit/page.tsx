import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/http.ts";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/field.tsx";
import { Heading } from "../../ui/heading.tsx";
import { may } from "../may.ts";
import { NotForYou } from "../parts/state_page.tsx";
import type { Opening } from "../records.ts";
import { sentence } from "../refusal.ts";
import { path } from "../route.ts";
import { me } from "../session.ts";
import { accountText as text } from "../text/account.ts";
import { common } from "../text/common.ts";
import { Openings } from "./openings.tsx";

interface Props {
  visit: string | null;
  person: string | null;
}

/** Who opened which record: all, of one visit, or by one person. For the administrator. */
export function AuditPage({ visit, person }: Props) {
  const rows = useSignal<Opening[] | null>(null);
  const more = useSignal(false);
  const failed = useSignal("");
  const emergencies = useSignal(false);
  const busy = useSignal(false);
  const read = async (before: string | null) => {
    if (busy.peek()) return;
    busy.value = true;
    const query = new URLSearchParams();
    if (visit) query.set("visit", visit);
    if (person) query.set("person", person);
    if (before) query.set("before", before);
    try {
      const found = await call<{ openings: Opening[]; more: boolean }>("GET", `/api/audit/openings?${query}`);
      rows.value = [...(before ? (rows.value ?? []) : []), ...found.openings];
      more.value = found.more;
      failed.value = "";
    } catch (error) {
      failed.value = sentence(error);
    }
    busy.value = false;
  };
  useEffect(() => void read(null), []);
  if (!me.value || !may.readAudit(me.value.role)) return <NotForYou title={text.auditTitle} />;
  const first = rows.value?.[0];
  const title =
    (first && visit && text.auditOfVisit(first.patient_name)) ||
    (first && person && text.auditOfPerson(first.person_name)) ||
    text.auditTitle;
  const shown = (rows.value ?? []).filter((row) => !emergencies.value || row.reason !== null);
  return (
    <div class="audit">
      <div class="page-head">
        <Heading title={`${title} · ${common.product}`}>{title}</Heading>
        <p class="aside">{text.auditLead}</p>
        {(visit || person) && (
          <a class="button" href={path.audit}>
            {text.auditAll}
          </a>
        )}
      </div>
      <Choice
        label={text.auditEmergencies}
        checked={emergencies.value}
        onChange={(e) => {
          emergencies.value = e.currentTarget.checked;
        }}
      />
      {failed.value && (
        <div class="notice danger">
          <p role="alert">{failed.value}</p>
          <Button onClick={() => void read(null)}>{common.tryAgain}</Button>
        </div>
      )}
      {rows.value === null && !failed.value && (
        <p class="loading" role="status">
          {common.loading}
        </p>
      )}
      {rows.value !== null &&
        (shown.length > 0 ? (
          <Openings rows={shown} />
        ) : (
          <p class="empty">{emergencies.value ? text.auditNoEmergency : text.auditNone}</p>
        ))}
      {more.value && (
        <Button busy={busy.value} onClick={() => void read(rows.value?.at(-1)?.at ?? null)}>
          {text.older}
        </Button>
      )}
    </div>
  );
}
