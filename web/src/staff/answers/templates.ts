/** Beginnings of replies, in the patient's language. What only the clinician knows is left blank, and a blank is never sent. */

export const BLANK = "___";

export interface Template {
  /** What the clinician chooses it by. */
  readonly name: string;
  readonly en: string;
  readonly es: string;
}

export const TEMPLATES: readonly Template[] = [
  {
    name: "Harmless, nothing to do",
    en: "Thank you for your photos. What they show looks like ___. It is harmless and needs no treatment. Please write or call if it grows, bleeds or changes color.",
    es: "Gracias por sus fotos. Lo que muestran parece ___. Es inofensivo y no necesita tratamiento. Escriba o llame si crece, sangra o cambia de color.",
  },
  {
    name: "Treat at home",
    en: "Thank you for your photos. What they show looks like ___. Please use ___ for ___. If it is not better after that, or gets worse before, send new photos or call.",
    es: "Gracias por sus fotos. Lo que muestran parece ___. Por favor use ___ durante ___. Si después no mejora, o si antes empeora, envíe fotos nuevas o llame.",
  },
  {
    name: "Better photos needed",
    en: "Thank you for your photos. I cannot judge it well from them. Please send new ones under the same link: in daylight and sharp, one from further away, one close up, and one with a coin beside it.",
    es: "Gracias por sus fotos. Con ellas no puedo evaluarlo bien. Por favor envíe otras con el mismo enlace: con luz del día y nítidas, una de más lejos, una de cerca y una con una moneda al lado.",
  },
  {
    name: "Come to the practice",
    en: "Thank you for your photos. This should be looked at in person. Please call the practice for an appointment within ___.",
    es: "Gracias por sus fotos. Esto se debe ver en persona. Por favor llame al consultorio para una cita dentro de ___.",
  },
];

/** The reply with the template behind what was written already. */
export function withTemplate(written: string, template: Template, language: string): string {
  const words = language === "es" ? template.es : template.en;
  return written.trim() === "" ? words : `${written.trimEnd()}\n\n${words}`;
}
