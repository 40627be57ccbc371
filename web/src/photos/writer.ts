import { t } from "../patient/text.ts";
import { p } from "./words.ts";

/** A member of the practice as patients read their name. */
export interface Writer {
  readonly name: string;
  readonly credential: string | null;
}

/** "Dana Derm, MD", or "A clinician" where nobody is named yet. */
export function clinician(who: Writer | null): string {
  if (who === null) return p("written-somebody");
  return who.credential === null
    ? who.name
    : t("party-with-credential", { name: who.name, credential: who.credential });
}
