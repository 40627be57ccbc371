import type { Language } from "../locale/languages.ts";
import { Icon } from "../ui/icon.tsx";
import type { PracticeContact } from "./api.ts";
import { state } from "./flow.ts";
import { remember } from "./tab.ts";
import { t, words } from "./text.ts";

/** The practice as far as the page knows it yet. */
export function practice(): PracticeContact | null {
  return state.value.pass?.practice ?? state.value.link?.practice ?? state.value.practice;
}

const OTHER: Record<Language, Language> = { en: "es", es: "en" };

export function Header() {
  const other = OTHER[words.language];
  const change = () => {
    remember("language", other);
    void words.show(other).catch(() => undefined);
  };
  return (
    <header class="header">
      <p class="practice">{practice()?.name ?? t("page-title")}</p>
      <button type="button" class="button quiet" lang={other} onClick={change}>
        {t("language-switch")}
      </button>
    </header>
  );
}

export function Footer() {
  const contact = practice();
  return (
    <footer class="footer">
      <p class="emergency">
        <Icon name="warning" />
        <span>
          {t("emergency")} <a href="tel:911">911</a>
        </span>
      </p>
      {contact && (
        <p>
          <span class="help-words">{t("help-phone", { practice: contact.name })}</span>{" "}
          <PhoneLink phone={contact.phone} />
        </p>
      )}
    </footer>
  );
}

/** The address that makes a phone dial. */
export function phoneAddress(phone: string): string {
  return `tel:${phone.replace(/[^+\d]/g, "")}`;
}

interface Call {
  /** The message, with the number in it. */
  words: "call-practice" | "waiting-call";
  /** Calling is the page's one obvious action. */
  primary?: boolean;
}

/** The practice's number as the button that dials it. Words may need two lines; the number in them stays in one piece. */
export function CallPractice({ words: id, primary = false }: Call) {
  const contact = practice();
  if (contact === null) return null;
  const { phone } = contact;
  const [before, after] = t(id, { phone }).split(phone);
  return (
    <a class={primary ? "button primary" : "button"} href={phoneAddress(phone)}>
      <Icon name="phone" />
      <span>
        {before}
        <span class="number">{phone}</span>
        {after}
      </span>
    </a>
  );
}

function PhoneLink({ phone }: { phone: string }) {
  return (
    <a class="phone" href={phoneAddress(phone)}>
      {phone}
    </a>
  );
}
