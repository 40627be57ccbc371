import type { ComponentChildren } from "preact";

interface Props {
  columns: readonly string[];
  /** The table's name; `labelledby` where a heading on the page is it. */
  label?: string;
  labelledby?: string;
  class?: string;
  children: ComponentChildren;
}

/** A column's name before its value, where the screen is narrow and draws no head of the table. */
export function CardLabel({ words }: { words: string }) {
  return (
    <span class="card-label aside" aria-hidden="true">
      {words}:{" "}
    </span>
  );
}

/**
 * A table whose rows a narrow screen draws as cards. `display` would then take the table away from assistive technology,
 * so the roles are written out, here and in the rows that callers put in.
 */
export function CardTable({ columns, label, labelledby, class: more = "card", children }: Props) {
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: see above.
    <table class={more ? `cards ${more}` : "cards"} role="table" aria-label={label} aria-labelledby={labelledby}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((words) => (
            <th key={words} scope="col" role="columnheader">
              {words}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">{children}</tbody>
    </table>
    // biome-ignore-end lint/a11y/noRedundantRoles: see above.
  );
}
