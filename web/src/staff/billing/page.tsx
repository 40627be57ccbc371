import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Heading } from "../../ui/heading.tsx";
import { may } from "../may.ts";
import { NotRead } from "../parts/not_read.tsx";
import { NotForYou } from "../parts/state_page.tsx";
import { me } from "../session.ts";
import { billingText as text } from "../text/billing.ts";
import { common } from "../text/common.ts";
import { QueueTable } from "./table.tsx";
import { useQueue } from "./use_queue.ts";

/** Ended visits on their way to billing, with what each waits for; a biller's first page. */
export function BillingPage() {
  const { queue, failed, asked, ask, reload } = useQueue();
  const found = queue.value;
  if (!me.value || !may.seeBilling(me.value.role)) return <NotForYou title={text.title} />;
  if (!found) return <NotRead title={text.title} loading={text.loading} failed={failed.value} again={reload} />;
  const { status, day, page, patient } = asked.value;
  const open = (found.counts.hold ?? 0) + (found.counts.manual_review ?? 0) + (found.counts.ready ?? 0);
  const counts: Record<string, number | undefined> = { ...found.counts, "": open };
  return (
    <div class="queue">
      <div class="page-head">
        <Heading title={`${text.title} · ${common.product}`}>{text.title}</Heading>
        <p class="aside">{text.lead}</p>
      </div>
      {failed.value && <p class="notice danger">{failed.value}</p>}
      <div class="queue-filter">
        <SelectField
          name="status"
          label={text.filter}
          value={status}
          onChange={(e) => ask({ status: e.currentTarget.value, page: 1 })}
        >
          {Object.entries(text.tabs).map(([name, words]) => (
            <option key={name} value={name} selected={name === status}>
              {text.count(words, counts[name] ?? 0)}
            </option>
          ))}
        </SelectField>
        <TextField
          name="day"
          type="date"
          label={text.day}
          value={day}
          onChange={(e) => ask({ day: e.currentTarget.value, page: 1 })}
        />
        <TextField
          name="patient"
          type="search"
          label={text.patient}
          value={patient}
          maxLength={200}
          autoComplete="off"
          onInput={(e) => ask({ patient: e.currentTarget.value, page: 1 })}
        />
        {day && <Button onClick={() => ask({ day: "", page: 1 })}>{text.allDays}</Button>}
        <a class="button" href={`/api/billing.csv${day ? `?day=${day}` : ""}`} download title={text.csvHint}>
          {text.csv}
        </a>
      </div>
      {found.visits.length === 0 ? (
        <div class="empty">
          <h2>{patient.trim() ? text.emptyOf(patient.trim()) : status || day ? text.empty : text.emptyAll}</h2>
          <p>{patient.trim() ? text.emptyOfHint : text.emptyHint}</p>
        </div>
      ) : (
        <QueueTable visits={found.visits} />
      )}
      {found.pages > 1 && (
        <nav class="queue-pages" aria-label={text.pages}>
          <Button disabled={page <= 1} onClick={() => ask({ page: page - 1 })}>
            {text.previous}
          </Button>
          <span>{text.pageOf(page, found.pages)}</span>
          <Button disabled={page >= found.pages} onClick={() => ask({ page: page + 1 })}>
            {text.next}
          </Button>
        </nav>
      )}
    </div>
  );
}
