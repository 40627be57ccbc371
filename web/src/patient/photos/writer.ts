import type { VisitPass } from "../api.ts";
import { t } from "../text.ts";
import { p } from "./words.ts";

/** A member of the practice as patients read their name. */
export interface Writer {
  readonly name: string;
  readonly credential: string | null;
}

/** Who found that photos need a visit, and what they wrote. */
export type Plan = NonNullable<VisitPass["planned"]>;

export const planner = (plan: Plan) =>
  clinician(plan.author === null ? null : { name: plan.author, credential: plan.credential });

/** "Dana Derm, MD", or "A clinician" where nobody is named yet. */
export function clinician(who: Writer | null): string {
  if (who === null) return p("written-somebody");
  return who.credential === null
    ? who.name
    : t("party-with-credential", { name: who.name, credential: who.credential });
}
