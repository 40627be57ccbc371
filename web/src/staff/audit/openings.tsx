import { dayAndTime } from "../format/zoned.ts";
import { CardTable } from "../parts/card_table.tsx";
import type { Opening } from "../records.ts";
import { path } from "../route.ts";
import { accountText as text } from "../text/account.ts";
import { common } from "../text/common.ts";

/** Openings, one a line. */
export function Openings({ rows }: { rows: readonly Opening[] }) {
  const columns = text.columns;
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: the rows of a CardTable carry their roles.
    <CardTable
      columns={[columns.when, columns.who, columns.visit, columns.part, columns.reason]}
      label={text.auditTitle}
    >
      {rows.map((row) => (
        <tr role="row" key={row.id}>
          <td role="cell" class="number">
            {dayAndTime(row.at)}
          </td>
          <th role="rowheader" scope="row">
            <a href={path.auditOfPerson(row.person)}>{row.person_name}</a>
            <span class="aside"> {common.roles[row.role]}</span>
          </th>
          <td role="cell">
            <a href={path.auditOfVisit(row.visit)}>{row.patient_name}</a>
            <span class="aside"> {dayAndTime(row.scheduled_at)}</span>
          </td>
          <td role="cell">
            {text.parts[row.part] ?? row.part}
            {row.reason !== null && <span class="tag urgent">{text.emergency}</span>}
          </td>
          <td role="cell" class="written">
            {row.reason ?? ""}
          </td>
        </tr>
      ))}
    </CardTable>
    // biome-ignore-end lint/a11y/noRedundantRoles: the rows of a CardTable carry their roles.
  );
}
