/** Sentences of the server's as they stand on a page. They also go to terminals and files, and have the plain apostrophe there. */

/** `sentence` with typographic apostrophes. Not for what a person typed: that is shown as it was typed. Pure. */
export function typeset(sentence: string): string {
  return sentence.replace(/(?<=\p{L})'(?=\p{L})/gu, "’");
}
