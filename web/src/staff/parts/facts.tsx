interface Props {
  /** What each thing is called, and how it is. */
  rows: readonly (readonly [string, string])[];
  class?: string;
}

/** Things known of somebody or something, one below the other. */
export function Facts({ rows, class: name = "facts" }: Props) {
  return (
    <dl class={name}>
      {rows.map(([term, words]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
