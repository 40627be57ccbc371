import { codingText as text } from "../text/coding.ts";

/** What can be taken away: the two sheets for print, and the signed log. */
export function Papers({ visit }: { visit: string }) {
  const at = `/api/visits/${visit}`;
  return (
    <section class="card" aria-labelledby="papers-heading">
      <h2 id="papers-heading">{text.papers}</h2>
      <div class="row">
        <a class="button" href={`${at}/evidence-sheet.pdf`} target="_blank" rel="noopener">
          {text.evidenceSheet}
        </a>
        <a class="button" href={`${at}/superbill.pdf`} target="_blank" rel="noopener">
          {text.superbill}
        </a>
        <a class="button" href={`${at}/evidence`} download={`visit-${visit}.ndjson`}>
          {text.evidence}
        </a>
      </div>
      <p class="hint">{text.evidenceHint}</p>
    </section>
  );
}
