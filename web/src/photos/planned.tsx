import type { VisitPass } from "../patient/api.ts";
import { p } from "./words.ts";
import { clinician } from "./writer.ts";
import "./written.css";

/** Photos without a call became a visit: who wants it, in their words where they wrote some, and that nothing is lost. */
export function Planned({ plan, at }: { plan: NonNullable<VisitPass["planned"]>; at: string }) {
  const who = clinician(plan.author === null ? null : { name: plan.author, credential: plan.credential });
  return (
    <section class="step planned" aria-labelledby="planned-heading">
      <div class="notice good">
        <h2 id="planned-heading">{p("planned-heading")}</h2>
        <p>{p("planned-why", { who, at: new Date(at) })}</p>
        {plan.text !== null && <blockquote class="written-text">{plan.text}</blockquote>}
      </div>
    </section>
  );
}
