import english from "../../locales/en.ftl?raw";
import { type Arguments, Words } from "../locale/fluent.ts";

/** The languages of the patient's pages. A further one is a file in locales/ and a line here. */
export type Language = "en" | "es";

const files: Record<Exclude<Language, "en">, () => Promise<{ default: string }>> = {
  es: () => import("../../locales/es.ftl?raw"),
};

export const words = new Words<Language>({ language: "en", text: english }, async (language) =>
  language === "en" ? english : (await files[language]()).default,
);

/** The message in the language shown. */
export function t(id: string, args?: Arguments): string {
  return words.t(id, args);
}

/** The first of the reader's languages that there is, else English. */
export function preferred(languages: readonly string[]): Language {
  for (const tag of languages) {
    const primary = tag.toLowerCase().split("-")[0];
    if (primary === "en" || primary === "es") return primary;
  }
  return "en";
}
