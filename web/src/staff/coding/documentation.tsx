import { codingText as text } from "../text/coding.ts";
import type { Element } from "./proposal.ts";
import { readable } from "./sentence.ts";

interface Props {
  /** A claim comes of it, so that one can wait for what is missing. */
  billed: boolean;
}

/** The sixteen elements that the record has to show: what is missing stands open, the rest behind a summary. */
export function Documentation({ elements, billed }: Props & { elements: readonly Element[] }) {
  const missing = elements.filter((one) => one.status === "missing");
  const rest = elements.filter((one) => one.status !== "missing");
  return (
    <section class="card" aria-labelledby="documentation-heading">
      <h2 id="documentation-heading">{text.documentation}</h2>
      {missing.length === 0 ? (
        <p class="aside">{text.documentationComplete}</p>
      ) : (
        <List elements={missing} billed={billed} />
      )}
      <details>
        <summary>{text.documentationRest(rest.length)}</summary>
        <List elements={rest} billed={billed} />
      </details>
    </section>
  );
}

function List({ elements, billed }: Props & { elements: readonly Element[] }) {
  return (
    <ul class="elements">
      {elements.map((one) => (
        <li key={one.id}>
          <p>
            <strong>{readable(one.name)}</strong> <code class="aside">{one.id}</code>
          </p>
          <p class={one.status === "missing" ? "missing" : "aside"}>
            {text.elementStatus[one.status]}
            {one.status === "missing" && one.gate && billed ? `. ${text.claimWaits}` : ""}: {readable(one.words)}
          </p>
        </li>
      ))}
    </ul>
  );
}
