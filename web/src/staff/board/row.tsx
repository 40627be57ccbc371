import { type Signal, useSignal } from "@preact/signals";
import type { BoardRow } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { now } from "../clock.ts";
import * as time from "../format/time.ts";
import { languageName } from "../languages.ts";
import { may } from "../may.ts";
import { memo } from "../parts/memo.ts";
import { pressed } from "../review/ahead.ts";
import { path } from "../route.ts";
import { me } from "../session.ts";
import { boardText as text } from "../text/board.ts";
import { common } from "../text/common.ts";
import { destination } from "./admit.ts";
import { CallButton, Calling } from "./call.tsx";
import { lastCall } from "./calls.ts";
import { Devices } from "./devices.tsx";
import { NotCome, RowMenu } from "./menu.tsx";
import type { Opener } from "./openers.ts";
import { type Group, isDone } from "./order.ts";

/** From here on a wait is marked, milliseconds: patients of comparable services were lost after half an hour. */
const LONG_WAIT_MS = 15 * 60_000;
/** From here on somebody who is due and not there is late, milliseconds. */
const LATE_MS = 10 * 60_000;
/** From here on the board offers to note that the patient did not come, milliseconds. */
const MISSED_MS = 30 * 60_000;

interface Props {
  row: BoardRow;
  group: Group;
  open: Opener;
}

/** One visit of the day, at times whose zone the head of the page names. Quiet, unless somebody waits: then it is the one coloured thing on the page. */
export const Row = memo(function Row({ row, group, open }: Props) {
  const role = me.value?.role;
  /** What came of the last thing done in the row. */
  const told = useSignal("");
  const to = role ? destination(role, row.commands) : null;
  const call = lastCall(row, (at) => time.clockTime(at));
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: the row may be drawn as a card; see table.tsx.
    <tr role="row" class={`row-${row.state} group-${group}${row.urgent ? " row-urgent" : ""}`}>
      <td role="cell" class="cell-time">
        {group === "unscheduled"
          ? text.noTime
          : group === "earlier"
            ? time.dayAndTime(row.scheduled_at)
            : time.clockTime(row.scheduled_at)}
      </td>
      <th role="rowheader" scope="row" class="cell-patient">
        <span class="patient-name" id={nameId(row)}>
          {row.patient_name}
        </span>
        <span class="aside">
          {common.born(row.birth_year)}, {common.patientStatus[row.patient_status]}
        </span>
      </th>
      <td role="cell" class="cell-reason">
        {row.reason}
      </td>
      <td role="cell" class="cell-state">
        {row.urgent && !isDone(row.state) && (
          <span class="mark-urgent">
            <Icon name="urgent" />
            {text.urgent}
          </span>
        )}
        <span class={`state state-${group === "here" ? "here" : row.state}`}>
          {group === "here"
            ? text.here
            : row.wanted_since && group === "unscheduled"
              ? text.wantedSince(time.dayAndTime(row.wanted_since))
              : common.states[row.state]}
        </span>
        {group === "due" && <Late since={row.scheduled_at} />}
        {row.silent_since && !isDone(row.state) && <Silent since={row.silent_since} />}
        {row.link_paused_until && !isDone(row.state) && <Paused until={row.link_paused_until} />}
        <Calling row={row} />
        {call && !isDone(row.state) && <span class="last-call">{call}</span>}
        {!isDone(row.state) && <Remarks row={row} />}
      </td>
      <td role="cell" class="cell-waiting">
        {row.state === "waiting" && row.waiting_since && <Waiting since={row.waiting_since} />}
      </td>
      <td role="cell" class="cell-devices">
        {(group === "waiting" || group === "visit") && <Devices row={row} />}
      </td>
      <td role="cell" class="cell-with">
        <Others row={row} />
      </td>
      <td role="cell" class="cell-actions">
        <div class="actions">
          {to && (
            <Button kind="primary" aria-describedby={nameId(row)} onClick={() => open({ kind: "admit", row, to })}>
              {text.admit}
            </Button>
          )}
          <CallButton
            row={row}
            told={told}
            describedBy={nameId(row)}
            main={group === "here"}
            onReach={() => open({ kind: "reach", row })}
          />
          {group === "unscheduled" && row.commands.includes("set_time") && (
            <Button kind="primary" aria-describedby={nameId(row)} onClick={() => open({ kind: "time", row })}>
              {text.setTime}
            </Button>
          )}
          <Missed row={row} group={group} told={told} />
          {group !== "unscheduled" && <Open row={row} />}
          {role && may.seePhotos(role) && row.photos > 0 && (
            <a
              class="button"
              href={path.photos(row.visit)}
              aria-describedby={nameId(row)}
              onPointerDown={(event) => pressed(row.visit, event)}
            >
              {text.photos(row.photos)}
            </a>
          )}
          <RowMenu row={row} told={told} open={open} />
        </div>
        {told.value && <p class="row-told">{told.value}</p>}
      </td>
    </tr>
    // biome-ignore-end lint/a11y/noRedundantRoles: the row may be drawn as a card; see table.tsx.
  );
});

/** The name cell describes the row's actions: they are called the same in every row, and stand for one patient each. */
function nameId(row: BoardRow): string {
  return `name-${row.visit}`;
}

function Open({ row }: { row: BoardRow }) {
  const ended = row.state === "ended";
  return (
    <a class="button" href={ended ? path.coding(row.visit) : path.visit(row.visit)} aria-describedby={nameId(row)}>
      {ended ? text.coding : text.open}
    </a>
  );
}

/** What somebody should know before they join: the licence, an interpreter, a wish for the phone. */
function Remarks({ row }: { row: BoardRow }) {
  const { licence, interpreter, phone } = row;
  const remarks: string[] = [];
  if (licence?.status === "not_licensed") remarks.push(text.notLicensed(licence.state));
  if (licence?.status === "unknown") remarks.push(text.licenceUnknown(licence.state));
  if (interpreter) remarks.push(text.interpreterFor(languageName(interpreter, null)));
  if (phone) remarks.push(text.phone[phone] ?? phone);
  return (
    <>
      {remarks.map((words) => (
        <span key={words} class="remark">
          {words}
        </span>
      ))}
    </>
  );
}

/** The one step that closes a visit whose patient did not come, once that is likely. */
function Missed({ row, group, told }: { row: BoardRow; group: Group; told: Signal<string> }) {
  const missed = group === "earlier" || (group === "due" && time.elapsed(row.scheduled_at, now.value) >= MISSED_MS);
  return missed ? <NotCome row={row} told={told} describedBy={nameId(row)} /> : null;
}

/** Everybody but the patient: who is in the call by name, who only looks on or came along as such. */
function Others({ row }: { row: BoardRow }) {
  if (row.others.length === 0) return null;
  return (
    <ul class="others">
      {row.others.map((one) => {
        const name = one.credential ? `${one.name}, ${one.credential}` : one.name;
        const staff =
          one.role === "npc" || one.role === "dermatologist" || one.role === "office" || one.role === "scribe";
        return (
          <li key={`${one.role} ${one.name}`} class={one.in_call ? "" : "aside"}>
            {staff && !one.in_call ? text.looksOn(name) : name}
          </li>
        );
      })}
    </ul>
  );
}

function Waiting({ since }: { since: string }) {
  const ms = time.elapsed(since, now.value);
  const long = ms >= LONG_WAIT_MS;
  return (
    <span class={long ? "wait wait-long" : "wait"}>
      <span aria-hidden="true">{time.stopwatch(ms)}</span>
      <span class="visually-hidden">{time.inWords(ms)}</span>
      {long && <span class="wait-note">{text.waitingLong}</span>}
    </span>
  );
}

function Late({ since }: { since: string }) {
  const ms = time.elapsed(since, now.value);
  return ms >= LATE_MS ? <span class="late">{text.late(time.inWords(ms))}</span> : null;
}

function Silent({ since }: { since: string }) {
  return <span class="silent">{text.silentSince(time.inWords(time.elapsed(since, now.value)))}</span>;
}

function Paused({ until }: { until: string }) {
  return Date.parse(until) > now.value ? (
    <span class="silent">
      <Icon name="lock" />
      {text.paused(time.clockTime(until))}
    </span>
  ) : null;
}
