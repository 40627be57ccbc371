import english from "../../locales/en.ftl?raw";
import { type Arguments, Words } from "../locale/fluent.ts";
import type { Language } from "../locale/languages.ts";

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
