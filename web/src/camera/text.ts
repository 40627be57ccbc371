import english from "../../locales/camera.en.ftl?raw";
import { type Arguments, Words } from "../locale/fluent.ts";

export type Language = "en" | "es";

/** The phone page's words; the visit's page has the same file, in its own language (`beside.tsx`). */
export const words = new Words<Language>({ language: "en", text: english }, spanish);

export async function spanish(language: Language): Promise<string> {
  return language === "en" ? english : (await import("../../locales/camera.es.ftl?raw")).default;
}

export function t(id: string, args?: Arguments): string {
  return words.t(id, args);
}

/** The first of these languages that there is, else English. */
export function preferred(languages: readonly string[]): Language {
  for (const tag of languages) {
    const primary = tag.toLowerCase().split("-")[0];
    if (primary === "en" || primary === "es") return primary;
  }
  return "en";
}
