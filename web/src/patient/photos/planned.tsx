import { PlanWords } from "./plan_words.tsx";
import { p } from "./words.ts";
import { type Plan, planner } from "./writer.ts";

/** Photos without a call became a visit: who wants it, in their words where they wrote some, and that nothing is lost. */
export function Planned({ plan, at }: { plan: Plan; at: string }) {
  return (
    <section class="step planned" aria-labelledby="planned-heading">
      <div class="notice good">
        <h2 id="planned-heading">{p("planned-heading")}</h2>
        <p>{p("planned-why", { who: planner(plan), at: new Date(at) })}</p>
        <PlanWords plan={plan} />
      </div>
    </section>
  );
}
