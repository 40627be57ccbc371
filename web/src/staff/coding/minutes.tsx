import { Icon } from "../../ui/icon.tsx";
import { CardTable } from "../parts/card_table.tsx";
import { codingText as text } from "../text/coding.ts";
import { type MinuteRow, type Proposal, secondsInWords } from "./proposal.ts";

/** Who spent how long on what, and whether it counts: the roles are written out because a narrow screen draws cards. */
export function Minutes({ proposal }: { proposal: Proposal }) {
  const columns = text.minutesColumns;
  const { inAll, once } = summed(proposal);
  return (
    <section class="card" aria-labelledby="minutes-heading">
      <h2 id="minutes-heading">{text.minutesHeading}</h2>
      {proposal.minutes.length === 0 ? (
        <p class="aside">{proposal.modality === "interprofessional" ? text.minutesNoted : text.minutesNone}</p>
      ) : (
        // biome-ignore-start lint/a11y/noRedundantRoles: the rows of a CardTable carry their roles.
        <CardTable
          columns={[columns.who, columns.activity, columns.minutes, columns.counted]}
          labelledby="minutes-heading"
          class=""
        >
          {proposal.minutes.map((row) => (
            <tr role="row" key={`${row.participant} ${row.activity}`} class={row.counted ? "" : "not-counted"}>
              <th role="rowheader" scope="row">
                {whose(proposal, row)}
              </th>
              <td role="cell">{text.activities[row.activity] ?? row.activity.replaceAll("_", " ")}</td>
              <td role="cell" class="number">
                {text.lengthOf(
                  secondsInWords(row.counted ? row.counted_seconds : row.seconds),
                  secondsInWords(row.seconds),
                )}
              </td>
              <td role="cell">
                <span class="counted">
                  {row.counted && <Icon name="check" />}
                  {row.counted ? text.counted : text.notCounted}
                </span>
                {row.why !== text.counted && (
                  <span class="aside"> {isTrainee(row) && !row.counted ? text.trainee : row.why}</span>
                )}
              </td>
            </tr>
          ))}
        </CardTable>
        // biome-ignore-end lint/a11y/noRedundantRoles: the rows of a CardTable carry their roles.
      )}
      {once > 0 && <p>{text.minutesOnce(secondsInWords(once), secondsInWords(inAll))}</p>}
    </section>
  );
}

/** The time that counts, in seconds, and how much more the counted rows hold: what ran at the same time. Pure. */
function summed(proposal: Proposal): { inAll: number; once: number } {
  const told = proposal.reasons.find((reason) => reason.field === "total_minutes")?.seconds ?? 0;
  // A payer that adds work apart at once counts more than the instants there were.
  const inAll = Math.max(told, proposal.total_minutes * 60);
  const rows = proposal.minutes.reduce((sum, row) => sum + (row.counted ? row.counted_seconds : 0), 0);
  return { inAll, once: told > 0 ? Math.floor(rows - inAll) : 0 };
}

function whose(proposal: Proposal, row: MinuteRow): string {
  const name = proposal.people.find((person) => person.id === row.participant)?.name ?? text.unknownPerson;
  return row.credential ? `${name}, ${text.trainees[row.credential] ?? row.credential}` : name;
}

function isTrainee(row: MinuteRow): boolean {
  return row.credential !== null && row.credential in text.trainees;
}
