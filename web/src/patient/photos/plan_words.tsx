import { type Plan, planner } from "./writer.ts";
import "./written.css";

/** What whoever wants a visit wrote about it, with their name, where they wrote something. */
export function PlanWords({ plan }: { plan: Plan }) {
  if (plan.text === null) return null;
  return (
    <figure class="written-said">
      <blockquote class="written-text">{plan.text}</blockquote>
      <figcaption>{planner(plan)}</figcaption>
    </figure>
  );
}
