import type { PartyQuality } from "../../protocol/frames.ts";
import { visitText as text } from "../text/visit.ts";

/** What passes one way: how much of the picture, how much in all, how much of it is lost; what is not known yet is left out. */
function oneWay(rung: PartyQuality["sends"], kbps: number | null, lost: number | null): string {
  const { connection: words } = text;
  const parts = [rung && words.rung[rung], kbps && words.kbps(kbps), lost !== null && words.lost(lost)];
  return parts.filter(Boolean).join(", ") || words.measuring;
}

/** How a party's connection is: three words, and behind them the figures and why a picture is small. */
export function ConnectionFigures({ quality, name }: { quality: PartyQuality; name: string }) {
  const words = text.connection;
  const rows: [string, string][] = [
    [words.delay, quality.round_trip_ms === null ? words.measuring : words.ms(quality.round_trip_ms)],
    [words.up, oneWay(quality.sends, quality.kbps_up, quality.lost_up)],
    [words.down, oneWay(quality.receives, quality.kbps_down, quality.lost_down)],
  ];
  return (
    <details class={`connection connection-${quality.standing}`}>
      <summary aria-label={words.of(name, words.standing[quality.standing])}>
        {words.standing[quality.standing]}
      </summary>
      <dl>
        {rows.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {quality.why && <p>{words.why[quality.why]}</p>}
    </details>
  );
}
