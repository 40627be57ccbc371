/** The languages of the patient's pages. A further one is its files in locales/, and a line here and where they are loaded. */
export type Language = "en" | "es";

/** The first of the reader's languages that there is, else English. */
export function preferred(languages: readonly string[]): Language {
  for (const tag of languages) {
    const primary = tag.toLowerCase().split("-")[0];
    if (primary === "en" || primary === "es") return primary;
  }
  return "en";
}
