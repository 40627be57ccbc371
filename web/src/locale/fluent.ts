import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import { signal } from "@preact/signals";

/** How long after a text that could not be had the next try begins, milliseconds. */
const AGAIN_MS = 3000;

/** Values for a message's placeholders. Dates are formatted by the bundle, in the reader's language. */
export type Arguments = Record<string, FluentVariable>;

/** The words of one page in several languages. Reading `t` in a component makes it render again when the language changes. */
export class Words<Language extends string> {
  readonly #bundle;
  readonly #language;
  readonly #loaded = new Map<Language, FluentBundle>();
  /** Counts the wishes: a text that comes late must not take the place of what was wanted since. */
  #wish = 0;

  /** `first` is there at once; `load` brings the text of any other language when it is asked for. */
  constructor(
    first: { language: Language; text: string },
    private readonly load: (language: Language) => Promise<string>,
  ) {
    const bundle = bundleOf(first.language, first.text);
    this.#loaded.set(first.language, bundle);
    this.#bundle = signal(bundle);
    this.#language = signal(first.language);
  }

  /** The language shown now. */
  get language(): Language {
    return this.#language.value;
  }

  /** Shows `language` from now on, once its text is there. Rejects when it cannot be had, stays as it is, and goes on trying. */
  async show(language: Language): Promise<void> {
    const wish = ++this.#wish;
    let bundle = this.#loaded.get(language);
    if (bundle === undefined) {
      bundle = bundleOf(language, await this.load(language).catch((error) => this.#later(language, wish, error)));
      this.#loaded.set(language, bundle);
    }
    if (wish !== this.#wish) return;
    this.#bundle.value = bundle;
    this.#language.value = language;
    document.documentElement.lang = language;
  }

  #later(language: Language, wish: number, error: unknown): never {
    setTimeout(() => {
      if (wish === this.#wish) this.show(language).catch(() => undefined);
    }, AGAIN_MS);
    throw error;
  }

  /** The message `id` in the language shown. A message that is missing shows its id, which the tests look for. */
  t(id: string, args?: Arguments): string {
    return format(this.#bundle.value, id, args);
  }
}

/** Both languages are written left to right, so placeholders are not wrapped in isolation marks, which would break searches.
 * Times and numbers as they are written in the United States, in either language: an appointment at 4:00 p.m. is not at 16:00. */
export function bundleOf(language: string, text: string): FluentBundle {
  const bundle = new FluentBundle(`${language}-US`, { useIsolating: false });
  bundle.addResource(new FluentResource(text));
  return bundle;
}

export function format(bundle: FluentBundle, id: string, args?: Arguments): string {
  const value = bundle.getMessage(id)?.value;
  // A clock's time stays on one line with its "a.m." or "PM".
  return value ? bundle.formatPattern(value, args ?? null).replace(/(:\d\d)\s(?=[ap]\.?\s?m\b)/gi, "$1\u00a0") : id;
}
