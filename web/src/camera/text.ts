import english from "../../locales/camera.en.ftl?raw";
import { type Arguments, Words } from "../locale/fluent.ts";
import type { Language } from "../locale/languages.ts";

/** The phone page's words; the visit's page has the same file, in its own language (`beside.tsx`). */
export const words = new Words<Language>({ language: "en", text: english }, spanish);

export async function spanish(language: Language): Promise<string> {
  return language === "en" ? english : (await import("../../locales/camera.es.ftl?raw")).default;
}

export function t(id: string, args?: Arguments): string {
  return words.t(id, args);
}
