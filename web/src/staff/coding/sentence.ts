/** The engine's sentences as a clinician reads them: the engine's own stay as they are, since its answers are compared byte for byte. */

import { calendarDate } from "../format/time.ts";
import { codingText as text } from "../text/coding.ts";
import { typeset } from "../text/typeset.ts";
import { type Proposal, type Reason, secondsInWords } from "./proposal.ts";

/** `sentence` with dates, lengths and places in words, and in American spelling. Pure. */
export function readable(sentence: string): string {
  return (
    typeset(sentence)
      .replace(/\b\d{4}-\d{2}-\d{2}\b/g, (date) => (Number.isNaN(Date.parse(date)) ? date : calendarDate(date)))
      .replace(/\b(\d+(?:\.\d+)?) s by\b/g, (_, seconds) => `${secondsInWords(Number(seconds))} by`)
      .replace(/\bwith the patient at (\w+)/, (whole, kind) => {
        const place = text.placeKinds[kind];
        return place ? `with the patient ${place.charAt(0).toLowerCase()}${place.slice(1)}` : whole;
      })
      .replace(/^0 min of nobody;.*$/, text.nobodyCounts)
      // Where exactly half had picture it is the tie that decides; what decides is said under the timeline.
      .replace("; most of the time decides.", ".")
      .replaceAll("licence", "license")
      .replace(/\b[a-z]+(?:_[a-z]+)+\b/g, (name) => name.replaceAll("_", " "))
  );
}

/** The same, and the engine knows people by id alone: a sentence for a reader names them. Pure. */
export function withNames(sentence: string, people: Proposal["people"]): string {
  return people.reduce((said, person) => said.replaceAll(person.id, person.name), readable(sentence));
}

/** What a reason says, with its own seconds: whole minutes are no answer where one second more decides. Pure. */
export function said(reason: Pick<Reason, "text" | "seconds">, people: Proposal["people"]): string {
  const words = withNames(reason.text, people);
  if (!reason.seconds) return words;
  const length = secondsInWords(reason.seconds);
  if (words.startsWith(`${length} `)) return words;
  const counted = `${Math.floor(reason.seconds / 60)} min counted`;
  return words.startsWith(counted) ? words.replace(counted, `${length} counted`) : `${words} (${length})`;
}
