import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useCallback, useEffect } from "preact/hooks";
import { announce } from "../../ui/announce.tsx";
import { Heading } from "../../ui/heading.tsx";
import { now } from "../clock.ts";
import { dayBegan, zoneName } from "../format/time.ts";
import { may } from "../may.ts";
import { warm } from "../review/ahead.ts";
import { path } from "../route.ts";
import { me } from "../session.ts";
import { boardText as text } from "../text/board.ts";
import { common } from "../text/common.ts";
import { destination } from "./admit.ts";
import { SoundSwitch } from "./alert_bar.tsx";
import { acknowledge } from "./alerts.ts";
import { ConfirmDialog } from "./confirm.tsx";
import { DayEnd } from "./day_end.tsx";
import { answered, arrived } from "./expected.ts";
import { Guard } from "./guard.tsx";
import { LinkDialog } from "./link_dialog.tsx";
import type { Opened } from "./openers.ts";
import { inGroups, leftOpen, tally } from "./order.ts";
import { ReachDialog } from "./reach_dialog.tsx";
import { boardStore } from "./store.ts";
import { BoardTable } from "./table.tsx";
import { TimeDialog } from "./time_dialog.tsx";

const MINUTE_MS = 60_000;

/** Today's board: every visit of the day, live. */
export function BoardPage() {
  const role = me.value?.role;
  const zone = me.value?.practice.tz ?? "UTC";
  const opened = useSignal<Opened | null>(null);
  /** What became of the call that somebody made here last. */
  const callNews = useSignal("");
  // By the minute: that a day has begun, or is over, need not be looked at each second.
  const minute = useComputed(() => Math.floor(now.value / MINUTE_MS) * MINUTE_MS);
  const began = useComputed(() => dayBegan(minute.value, zone));
  const rows = useComputed(() => [...boardStore.state.value.rows.values()]);
  const groups = useComputed(() => inGroups(rows.value, began.value));
  const open = useCallback((what: Opened) => {
    // Whoever takes the next step has read what came of the last one.
    callNews.value = "";
    opened.value = what;
  }, []);
  useEffect(() => {
    // The code of the next page, while the board is looked at: photos open without waiting for it.
    const timer = setTimeout(warm, 1000);
    return () => clearTimeout(timer);
  }, []);
  useSignalEffect(() => {
    const news = answered.value;
    if (!news) return;
    answered.value = null;
    callNews.value = text.calls.ended(news.row.patient_name, news.outcome);
    announce(callNews.value);
  });
  useSignalEffect(() => {
    const row = arrived.value;
    if (!row) return;
    arrived.value = null;
    callNews.value = "";
    acknowledge([row.visit]);
    const to = role ? destination(role, row.commands) : null;
    if (to && opened.peek() === null) opened.value = { kind: "admit", row, to, because: text.calls.came };
  });

  if (role === undefined) return null;
  const counts = tally(rows.value);
  const waits = counts.waiting > 0 ? `(${counts.waiting}) ` : "";
  return (
    <div class="board">
      <div class="page-head">
        <Heading title={`${text.title} · ${common.product}`}>{text.title}</Heading>
        <TabTitle title={`${waits}${text.title} · ${common.product}`} />
        {boardStore.state.value.known && rows.value.length > 0 && (
          <p class="aside">
            {text.counts(counts.waiting, counts.inVisit, counts.due)} · {text.zone(zoneName(minute.value))}
          </p>
        )}
        <SoundSwitch />
        {may.createVisit(role) && rows.value.length > 0 && (
          <a class="button" href={path.newVisit}>
            {common.newVisit}
          </a>
        )}
      </div>
      {callNews.value && <p class="notice call-news">{callNews.value}</p>}
      <DayEnd open={leftOpen(rows.value, minute.value)} />
      {!boardStore.state.value.known ? (
        <p class="loading" role="status">
          {text.loading}
        </p>
      ) : rows.value.length === 0 ? (
        <Empty mayCreate={may.createVisit(role)} />
      ) : (
        <BoardTable groups={groups.value} open={open} />
      )}
      <Standing
        opened={opened.value}
        onClose={() => {
          opened.value = null;
        }}
      />
    </div>
  );
}

/** The question or the form that stands over the board. */
function Standing({ opened, onClose }: { opened: Opened | null; onClose: () => void }) {
  switch (opened?.kind) {
    case "admit":
      return <Guard early row={opened.row} to={opened.to} because={opened.because} onClose={onClose} />;
    case "reach":
      return <ReachDialog row={boardStore.state.value.rows.get(opened.row.visit) ?? opened.row} onClose={onClose} />;
    case "time":
      return <TimeDialog row={opened.row} onClose={onClose} />;
    case "link":
      return (
        <LinkDialog
          title={text.linkTitle(opened.row.patient_name)}
          lead={text.linkLead}
          link={opened.link}
          onClose={onClose}
        />
      );
    case "question":
      return <ConfirmDialog question={opened.question} onClose={onClose} />;
    default:
      return null;
  }
}

/** The tab says how many wait, without the heading taking the focus each time. */
function TabTitle({ title }: { title: string }) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}

function Empty({ mayCreate }: { mayCreate: boolean }) {
  return (
    <div class="empty">
      <h2>{text.emptyTitle}</h2>
      <p>{mayCreate ? text.empty : text.emptyReader}</p>
      {mayCreate && (
        <a class="button primary" href={path.newVisit}>
          {common.newVisit}
        </a>
      )}
    </div>
  );
}
