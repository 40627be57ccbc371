import type { Party, VisitFrame } from "../../protocol/frames.ts";
import { common } from "../text/common.ts";
import { visitText as text } from "../text/visit.ts";
import { notes, stillComes } from "./tile_words.ts";

/** Everybody with a seat, and what each of them can do just now. */
export function Who({ visit }: { visit: VisitFrame }) {
  return (
    <section class="panel-part" aria-labelledby="who-heading">
      <h2 id="who-heading">{text.who}</h2>
      <ul class="who-list">
        {visit.parties.map((party) => (
          <li key={party.seat} class={party.connected ? "" : "who-gone"}>
            <span class="who-party">
              {party.name}
              {party.credential ? `, ${party.credential}` : ""}
              {party.seat === visit.you ? ` (${text.whoYou})` : ""}
            </span>
            <span class="aside">
              {common.roles[party.role]} · {standing(party)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "in the call, microphone off". Pure. */
export function standing(party: Party): string {
  if (!party.connected) return stillComes(party) ? text.whoReconnecting : text.whoGone;
  if (!party.in_call) return text.whoHere;
  if (party.role === "scribe") return text.whoListens;
  return [text.whoInCall, ...notes(party), ...(party.camera === "on" ? [] : [text.whoCameraOff])].join(", ");
}
