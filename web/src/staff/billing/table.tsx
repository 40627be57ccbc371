import { Waits } from "../coding/claim.tsx";
import { addOnList, modifierList } from "../coding/proposal.ts";
import { calendarDate } from "../format/time.ts";
import { CardTable } from "../parts/card_table.tsx";
import { path } from "../route.ts";
import { billingText as text } from "../text/billing.ts";
import { codingText } from "../text/coding.ts";
import type { QueueLine } from "./use_queue.ts";

/** The lines of a page of the queue: the roles are written out because a narrow screen draws cards. */
export function QueueTable({ visits }: { visits: readonly QueueLine[] }) {
  const columns = text.columns;
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: the rows of a CardTable carry their roles.
    <CardTable
      columns={[columns.day, columns.patient, columns.billed, columns.status, columns.waits, columns.open]}
      label={text.title}
    >
      {visits.map((one) => (
        <tr role="row" key={one.visit}>
          <td role="cell" class="number">
            {calendarDate(one.day)}
          </td>
          <th role="rowheader" scope="row">
            {one.patient.name}
            <p class="aside">{[one.rendering?.name, one.payer_name ?? text.selfPay].filter(Boolean).join(" · ")}</p>
          </th>
          <td role="cell">
            {[
              (one.units > 1 ? `${one.code} × ${one.units}` : one.code) ?? codingText.noCode,
              modifierList(one.modifiers, ""),
              one.pos ? `${codingText.pos} ${one.pos}` : "",
              one.add_on_codes.length > 0 ? `${codingText.addOns}: ${addOnList(one.add_on_codes)}` : "",
            ]
              .filter(Boolean)
              .join(" · ")}
            <p class="aside">
              {[text.minutes(one.total_minutes), codingText.modalities[one.modality]].filter(Boolean).join(" · ")}
            </p>
          </td>
          <td role="cell">{text.standing[one.status]}</td>
          <td role="cell">
            <Waits waits={one.waits} />
          </td>
          <td role="cell">
            <a class="button" href={path.coding(one.visit)} aria-label={text.openOf(one.patient.name)}>
              {text.open}
            </a>
          </td>
        </tr>
      ))}
    </CardTable>
    // biome-ignore-end lint/a11y/noRedundantRoles: the rows of a CardTable carry their roles.
  );
}
