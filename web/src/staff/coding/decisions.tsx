import { dayAndTime } from "../format/zoned.ts";
import { codingText as text } from "../text/coding.ts";
import { type Decision, modifierList, type Proposal } from "./proposal.ts";

/** Every decision so far, newest first. Decisions are added, never changed. */
export function Decisions({ proposal }: { proposal: Proposal }) {
  if (proposal.decisions.length === 0) return null;
  return (
    <section class="card" aria-labelledby="decisions-heading">
      <h2 id="decisions-heading">{text.decided}</h2>
      <ol class="decisions" reversed>
        {[...proposal.decisions].reverse().map((one) => (
          <li key={one.at}>
            <p>
              <strong>{text.decisionWords[one.decision]}</strong>: {billed(one)}
            </p>
            {one.reason && <p class="written">{one.reason}</p>}
            <p class="aside">
              {proposal.people.find((person) => person.id === one.author)?.name ?? text.unknownPerson},{" "}
              {dayAndTime(one.at)}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function billed(one: Decision): string {
  if (!one.code) return text.noCode;
  const parts = [one.code, modifierList(one.modifiers, ""), one.pos ? `${text.pos} ${one.pos}` : ""];
  return parts.filter(Boolean).join(" · ");
}
