import { dayAndTime } from "../format/zoned.ts";
import { codingText as text } from "../text/coding.ts";
import { type Claim, type Decision, linesInWords, type Proposal, whose } from "./proposal.ts";

/** Every version of the decision beside what was proposed, newest first, with what billing did. Added to, never changed. */
export function Decisions({ proposal }: { proposal: Proposal }) {
  if (proposal.decisions.length === 0 && proposal.claims.length === 0) return null;
  const all = [
    ...proposal.decisions.map((one) => ({ at: one.at, one, claim: null as Claim | null })),
    ...proposal.claims.map((claim) => ({ at: claim.at, one: null as Decision | null, claim })),
  ].sort((a, b) => b.at.localeCompare(a.at));
  const by = (id: string, at: string) => (
    <p class="aside">
      {whose(proposal.people, id, id === "" ? text.unknownPerson : text.somebodyOf)}, {dayAndTime(at)}
    </p>
  );
  return (
    <section class="card" aria-labelledby="decisions-heading">
      <h2 id="decisions-heading">{text.decided}</h2>
      <ol class="decisions">
        {all.map(({ at, one, claim }) =>
          one ? (
            <li key={`decision ${one.version}`}>
              <p>
                {text.version(one.version)}: <strong>{text.decisionWords[one.decision]}</strong>
                {one.decision === "accepted" ? `, ${linesInWords(one)}` : ""}
              </p>
              {one.decision === "overridden" && (
                <dl class="side-by-side">
                  <div>
                    <dt>{text.proposedThen}</dt>
                    <dd>{linesInWords(one.proposed)}</dd>
                  </div>
                  <div>
                    <dt>{text.decidedInstead}</dt>
                    <dd>{linesInWords(one)}</dd>
                  </div>
                </dl>
              )}
              {one.reason && <p class="written">{one.reason}</p>}
              {by(one.author, at)}
            </li>
          ) : (
            claim && (
              <li key={`claim ${at}`}>
                <p>
                  <strong>{text.claimWords[claim.action]}</strong>
                  {claim.decision_version > 0 ? ` (${text.version(claim.decision_version).toLowerCase()})` : ""}
                </p>
                {claim.text && <p class="written">{claim.text}</p>}
                {by(claim.author, at)}
              </li>
            )
          ),
        )}
        <li>
          <p>
            {text.proposedNow}: {linesInWords(proposal)}
          </p>
        </li>
      </ol>
    </section>
  );
}
