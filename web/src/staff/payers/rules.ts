/** Rules of a payer as the fields of a form, and back. Pure: the fields themselves come from the server. */

export type Kind =
  | "text"
  | "date"
  | "choice"
  | "yes_no"
  | "number"
  | "codes"
  | "code_choices"
  | "places"
  | "reasons"
  | "ranges"
  | "sources";

/** One rule: where it stands in the version's JSON (`path`, parts joined by dots), and what it means. */
export interface Field {
  path: string;
  group: string;
  label: string;
  kind: Kind;
  meaning: string;
  default: unknown;
  choices: string[];
  required: boolean;
  /** Where the reading was found, for a rule that the sources leave open; else null. */
  source: string | null;
}

export interface Version {
  payer: string;
  name: string;
  claim_filing_indicator: string | null;
  version: string;
  effective_from: string;
  effective_to: string | null;
  recorded_at: string | null;
  author: string | null;
  confidence: string;
  last_checked: string | null;
  checked_by: string | null;
  rules: Rules;
}

export type Rules = Record<string, unknown>;

/** What a field of the form holds: text, a tick, or the ticked ones of several. */
export type Entry = string | boolean | string[];

const record = (value: unknown): Rules =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Rules) : {};
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const words = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);
const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

function at(rules: Rules, path: string): unknown {
  const [outer = "", inner] = path.split(".");
  return inner === undefined ? rules[outer] : record(rules[outer])[inner];
}

/** What the form shows for a rule: the version's own value, or the default that holds without one. */
export function entry(field: Field, rules: Rules): Entry {
  const value = at(rules, field.path) ?? field.default;
  switch (field.kind) {
    case "yes_no":
      return value === true;
    case "places":
    case "reasons":
      return list(value).map(String);
    case "codes":
      return list(value).join(" ");
    case "code_choices":
      return list(value)
        .map((choice) => list(choice).join(" "))
        .join("\n");
    case "ranges":
      return list(value)
        .map(record)
        .map((row) => `${row.code} ${row.min_min}-${row.max_min}`)
        .join("\n");
    case "sources":
      return list(value)
        .map(record)
        .map((row) => [row.title, row.url ?? "", row.date ?? ""].join(" | ").replace(/[ |]+$/, ""))
        .join("\n");
    default:
      return value === null || value === undefined ? "" : String(value);
  }
}

/** A rule in words, as it holds: the version's own value, or the default. */
export function said(
  field: Field,
  rules: Rules,
  choices: Readonly<Record<string, string>>,
  yes: string,
  no: string,
): string {
  const holds = entry(field, rules);
  if (typeof holds === "boolean") return holds ? yes : no;
  return (Array.isArray(holds) ? holds : [holds])
    .filter(Boolean)
    .map((one) => choices[one] ?? one)
    .join(", ");
}

/** The rule that an entry stands for; undefined leaves it out, so that the default holds. */
function rule(kind: Kind, filled: Entry): unknown {
  if (typeof filled === "boolean" || Array.isArray(filled)) return filled;
  const text = filled.trim();
  switch (kind) {
    case "codes":
      return words(text);
    case "code_choices":
      return lines(text).map(words);
    case "ranges":
      return lines(text).map((line) => {
        const [code = "", first = "", last = ""] = line.split(/[\s-]+/);
        return { code, min_min: whole(first), max_min: whole(last) };
      });
    case "sources":
      return lines(text).map((line) => {
        const [title = "", url = "", date = ""] = line.split("|").map((part) => part.trim());
        return { title, url: url || null, date: date || null };
      });
    case "number":
      return text === "" ? undefined : whole(text);
    default:
      return text === "" ? undefined : text;
  }
}

/** A whole number where it is one; else the text, which the server refuses by the field's name. */
function whole(text: string): unknown {
  return /^\d+$/.test(text) ? Number.parseInt(text, 10) : text;
}

/** The rules with what was changed in the form; what the form has no field for stays as it was. */
export function withEntries(rules: Rules, fields: readonly Field[], changed: Readonly<Record<string, Entry>>): Rules {
  const next: Rules = structuredClone(rules);
  delete next.recorded_from;
  for (const field of fields) {
    const filled = changed[field.path];
    if (filled === undefined) continue;
    const value = rule(field.kind, filled);
    const [outer = "", inner] = field.path.split(".");
    if (inner === undefined) put(next, outer, value);
    else {
      const part = { ...record(next[outer]) };
      const emptied = Array.isArray(value) && value.length === 0 && !(inner in part);
      put(part, inner, emptied ? undefined : value);
      next[outer] = part;
    }
  }
  if (Object.keys(record(next.prolonged)).length === 0 || !record(next.prolonged).code) delete next.prolonged;
  return next;
}

/** A version as the beginning of a new one: whoever signed it signed those rules, and not the ones that follow. */
export function unsigned(version: Version): Version {
  const { checked_by, last_checked, verified_by, verified_on, ...rules } = version.rules;
  return { ...version, rules };
}

function put(into: Rules, name: string, value: unknown): void {
  if (value === undefined) delete into[name];
  else into[name] = value;
}

/** The document that the server previews and records. */
export function documentOf(version: Version, rules: Rules): unknown {
  return {
    schema: "payer-profile/1",
    profiles: [
      {
        id: version.payer,
        name: version.name,
        claim_filing_indicator: version.claim_filing_indicator,
        versions: [rules],
      },
    ],
  };
}

/** The field that a refusal names, as in "document.profiles[0].versions[0].pos.home: must be …". */
export function refused(message: string, fields: readonly Field[]): { field: string; message: string } {
  const said = /versions\[\d+\]\.([^:]+): (.*)$/s.exec(message) ?? /profiles\[\d+\]\.([^:]+): (.*)$/s.exec(message);
  if (!said) return { field: "", message };
  const path = (said[1] ?? "").replace(/\[.*$/, "");
  const field = fields.find((one) => one.path === path);
  return field ? { field: path, message: `${field.label}: ${said[2]}` } : { field: "", message };
}
