import { Button } from "../../ui/button.tsx";
import { payersText as text } from "../text/payers.ts";
import { answerInWords } from "./answer_words.ts";

export interface Preview {
  token: string;
  payers: string[];
  versions: number;
  asked: number;
  /** How many of the cases the new versions answer, by their dates. */
  in_force: number;
  borrowed: boolean;
  changes: {
    id: string;
    description: string;
    before: Record<string, unknown>;
    after: Record<string, unknown>;
  }[];
}

/** Which worked cases would be answered differently, and the one button that keeps it. */
export function Confirm({ preview, busy, onSave }: { preview: Preview; busy: boolean; onSave: () => void }) {
  const columns = text.caseColumns;
  return (
    <section class="payer-preview" aria-labelledby="preview-heading">
      <h3 id="preview-heading">{text.changes(preview.changes.length, preview.asked)}</h3>
      {preview.in_force < preview.asked && (
        <p class={preview.in_force === 0 ? "notice waiting" : "hint"}>
          {text.inForce(preview.in_force, preview.asked)}
        </p>
      )}
      {preview.borrowed && <p class="hint">{text.borrowed}</p>}
      {preview.changes.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (axe).
        <section class="payer-cases" aria-labelledby="preview-heading" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{columns.case}</th>
                <th scope="col">{columns.was}</th>
                <th scope="col">{columns.becomes}</th>
              </tr>
            </thead>
            <tbody>
              {preview.changes.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    {one.id} <span class="aside">{one.description}</span>
                  </th>
                  <td>{answerInWords(one.before)}</td>
                  <td>{answerInWords(one.after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <Button kind="primary" busy={busy} onClick={onSave}>
        {busy ? text.saving : text.save}
      </Button>
    </section>
  );
}
