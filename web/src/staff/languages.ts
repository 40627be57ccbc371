const NAMES = new Intl.DisplayNames("en", { type: "language" });

/** The language a patient wants an interpreter for, in English. `other` is what they wrote where it is none of the list. */
export function languageName(code: string, other: string | null): string {
  if (code === "ase") return "American Sign Language";
  return code === "other" ? (other ?? "another language") : (NAMES.of(code) ?? code);
}
