import { Heading } from "../../ui/heading.tsx";
import { state } from "../flow.ts";
import { CallPractice, practice } from "../frame.tsx";
import { PhotosDoor } from "./door.tsx";
import { PlanWords } from "./plan_words.tsx";
import { p } from "./words.ts";
import { type Plan, planner } from "./writer.ts";

/** The photos need a visit that has no time yet: who said so, and that the practice calls, or is to be called. */
export function ToBeScheduled({ plan }: { plan: Plan }) {
  const hint = state.value.pass?.phone_hint ?? null;
  const name = practice()?.name ?? "";
  return (
    <div class="step">
      <Heading title={p("planned-heading")} />
      <div class={hint === null ? "notice waiting" : "notice"} role="status">
        <p>{p("planned-no-time", { who: planner(plan) })}</p>
        <p>
          {hint === null
            ? p("planned-call", { practice: name })
            : p("planned-call-number", { practice: name, digits: hint })}
        </p>
      </div>
      {hint === null && <CallPractice words="call-practice" primary />}
      <PlanWords plan={plan} />
      <p>{p("planned-kept")}</p>
      <PhotosDoor call={false} written />
      <p class="hint">{p("written-worse")}</p>
      {hint !== null && <CallPractice words="call-practice" />}
    </div>
  );
}
