import { useSignal } from "@preact/signals";
import type { BoardRow } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { now } from "../clock.ts";
import { clockTime, elapsed, inWords, stopwatch } from "../format/time.ts";
import { languageName } from "../languages.ts";
import { path } from "../route.ts";
import { me } from "../session.ts";
import { boardText as text } from "../text/board.ts";
import { common } from "../text/common.ts";
import { destination } from "./admit.ts";
import { Devices } from "./devices.tsx";
import { RowMenu } from "./menu.tsx";
import { groupOf, isDone } from "./order.ts";

/** From here on a wait is marked, milliseconds: patients of comparable services were lost after half an hour. */
const LONG_WAIT_MS = 15 * 60_000;

interface Props {
  row: BoardRow;
  onAdmit: (row: BoardRow, to: "intake" | "dermatologist") => void;
}

/** One visit of the day. Quiet, unless somebody waits: then it is the one coloured thing on the page. */
export function Row({ row, onAdmit }: Props) {
  const role = me.value?.role;
  /** What came of the last thing done from the menu. */
  const told = useSignal("");
  const to = role ? destination(role, row.commands) : null;
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: the row may be drawn as a card; see table.tsx.
    <tr role="row" class={`row-${groupOf(row.state)} row-${row.state}${row.urgent ? " row-urgent" : ""}`}>
      <td role="cell" class="cell-time">
        {clockTime(row.scheduled_at)}
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
        <span class={`state state-${row.state}`}>{common.states[row.state]}</span>
        {row.silent_since && <Silent since={row.silent_since} />}
        {!isDone(row.state) && <Remarks row={row} />}
      </td>
      <td role="cell" class="cell-waiting">
        {row.state === "waiting" && row.waiting_since && <Waiting since={row.waiting_since} />}
      </td>
      <td role="cell" class="cell-devices">
        {groupOf(row.state) === "attention" && <Devices row={row} />}
      </td>
      <td role="cell" class="cell-with">
        {row.with_names.join(", ")}
      </td>
      <td role="cell" class="cell-actions">
        <div class="actions">
          {to && (
            <Button kind="primary" aria-describedby={nameId(row)} onClick={() => onAdmit(row, to)}>
              {text.admit}
            </Button>
          )}
          <Open row={row} />
          <RowMenu row={row} told={told} onAdmit={onAdmit} />
        </div>
        {told.value && <p class="row-told">{told.value}</p>}
      </td>
    </tr>
    // biome-ignore-end lint/a11y/noRedundantRoles: the row may be drawn as a card; see table.tsx.
  );
}

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

function Waiting({ since }: { since: string }) {
  const ms = elapsed(since, now.value);
  const long = ms >= LONG_WAIT_MS;
  return (
    <span class={long ? "wait wait-long" : "wait"}>
      <span aria-hidden="true">{stopwatch(ms)}</span>
      <span class="visually-hidden">{inWords(ms)}</span>
      {long && <span class="wait-note">{text.waitingLong}</span>}
    </span>
  );
}

function Silent({ since }: { since: string }) {
  return <span class="silent">{text.silentSince(inWords(elapsed(since, now.value)))}</span>;
}
