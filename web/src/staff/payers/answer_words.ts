/** The fields in which two answers to a worked case differ, in the words of the coding page. Pure. */

import { codingText } from "../text/coding.ts";
import { flagInWords } from "../text/flags.ts";
import { payersText } from "../text/payers.ts";

/** "Code 98005 · Place of service 10 · What to look at: none". */
export function answerInWords(answer: Record<string, unknown>): string {
  return Object.entries(answer)
    .map(([name, value]) => `${codingText.fields[name] ?? name.replaceAll("_", " ")}: ${shown(value, words[name])}`)
    .join(" · ");
}

/** What the values of a field are called where they are no codes and no numbers. */
const words: Record<string, (value: string) => string> = {
  disposition: (value) => codingText.dispositions[value]?.split(":")[0] ?? value,
  basis: (value) => codingText.bases[value] ?? value,
  modality: (value) => codingText.modalities[value] ?? value,
  flags: flagInWords,
};

function shown(value: unknown, called: (value: string) => string = (one) => one): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? payersText.none : value.map((one) => shown(one, called)).join(", ");
  }
  if (value === null || value === undefined) return payersText.none;
  if (typeof value === "object") {
    return Object.values(value)
      .map((one) => shown(one, called))
      .join(" × ");
  }
  return called(String(value));
}
