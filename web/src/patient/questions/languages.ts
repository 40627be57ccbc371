/** Languages that patients of US practices ask interpreters for most, by ISO 639 code, each in its own name; what is signed has none, and is named in the
 * reader's language. */
export const LANGUAGES: Readonly<Record<string, string>> = {
  es: "Español",
  ase: "",
  zh: "中文（普通话）",
  yue: "中文（粵語）",
  vi: "Tiếng Việt",
  tl: "Tagalog",
  ko: "한국어",
  ar: "العربية",
  ru: "Русский",
  fr: "Français",
  ht: "Kreyòl ayisyen",
  pt: "Português",
  hi: "हिन्दी",
  so: "Soomaali",
  en: "English",
};
