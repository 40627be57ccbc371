import { payersText as text } from "../text/payers.ts";
import { typeset } from "../text/typeset.ts";
import { type Field, said, type Version } from "./rules.ts";

/** The readings that the sources leave open, as one version has them: value, default, reason, source, who approved it. */
export function Readings({ version, fields }: { version: Version; fields: readonly Field[] }) {
  const open = fields.filter((field) => field.source !== null);
  const approved = text.approved(version.checked_by, version.last_checked);
  return (
    <details class="readings">
      <summary>{text.readings(open.length)}</summary>
      <p class="hint">{text.readingsLead}</p>
      <dl>
        {open.map((field) => {
          const holds = told(field, version.rules);
          const usual = told(field, {});
          return (
            <div key={field.path}>
              <dt>{typeset(field.label)}</dt>
              <dd>
                <strong>{holds || text.none}</strong>
                {field.default !== null && (
                  <span class="aside"> {holds === usual ? text.isDefault : text.differs(usual || text.none)}</span>
                )}
              </dd>
              <dd class="hint">
                {typeset(`${field.meaning} ${text.source(field.source ?? "")}`)} {approved}
              </dd>
            </div>
          );
        })}
      </dl>
    </details>
  );
}

const told = (field: Field, rules: Version["rules"]): string => said(field, rules, text.choices, text.yes, text.no);
