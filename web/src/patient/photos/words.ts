import { effect } from "@preact/signals";
import english from "../../../locales/photos.en.ftl?raw";
import { type Arguments, Words } from "../../locale/fluent.ts";
import { words as page } from "../text.ts";
import type { View } from "./quality.ts";

/** The photos' own words: they come with this part of the page, and follow the page's language. */
const words = new Words<"en" | "es">({ language: "en", text: english }, async (language) =>
  language === "en" ? english : (await import("../../../locales/photos.es.ftl?raw")).default,
);
effect(() => void words.show(page.language).catch(() => undefined));

/** The message in the language shown. */
export function p(id: string, args?: Arguments): string {
  return words.t(id, args);
}

/** "Knee, left, close up": which photo it is. */
export function photoName(site: string | null, view: View): string {
  const seen = p(`view-${view}`);
  return site === null ? seen : `${siteName(site)}, ${inSentence(seen)}`;
}

/** As it stands in the middle of a sentence. */
export function inSentence(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}

/** A body site's name: left and right are the patient's. */
export function siteName(site: string | null): string {
  if (site === null) return p("concern-nowhere");
  const side = /-(left|right)$/.exec(site)?.[1];
  if (side === undefined) return p(`site-${site}`);
  return p(`side-${side}`, { site: p(`site-${site.slice(0, -side.length - 1)}`) });
}
