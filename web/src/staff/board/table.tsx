import { useLayoutEffect, useRef } from "preact/hooks";
import type { BoardRow } from "../../protocol/frames.ts";
import { boardText as text } from "../text/board.ts";
import type { Opener } from "./openers.ts";
import type { Group } from "./order.ts";
import { Row } from "./row.tsx";

interface Props {
  groups: readonly { group: Group; rows: readonly BoardRow[] }[];
  open: Opener;
}

const COLUMNS = ["time", "patient", "reason", "state", "waiting", "devices", "with", "actions"] as const;

/**
 * The board as a table. On a narrow screen its rows are drawn as cards, and `display` would take the table away from
 * assistive technology: the roles are therefore written out. All rows are siblings, the groups' headings among them, so that
 * a row that changes its group stays the same row.
 */
export function BoardTable({ groups, open }: Props) {
  const table = useRef<HTMLTableElement>(null);
  // A row that changes its place is taken out and put in again, and the focus in it would be lost on the way.
  const focused = table.current?.contains(document.activeElement) ? document.activeElement : null;
  useLayoutEffect(() => {
    if (focused instanceof HTMLElement && focused.isConnected && document.activeElement === document.body)
      focused.focus();
  });
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: see above.
    <table class="board-table" role="table" ref={table} aria-label={text.title}>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((column) => (
            <th key={column} scope="col" role="columnheader">
              {text.columns[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {groups.flatMap(({ group, rows }) => [
          <tr key={group} role="row" class={`group-head group-head-${group}`}>
            <td role="cell" colSpan={COLUMNS.length}>
              <h2>
                {text.groups[group]} <span class="group-count">{rows.length}</span>
              </h2>
            </td>
          </tr>,
          ...rows.map((row) => <Row key={row.visit} row={row} group={group} open={open} />),
        ])}
      </tbody>
    </table>
    // biome-ignore-end lint/a11y/noRedundantRoles: see above.
  );
}
