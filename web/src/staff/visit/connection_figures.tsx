import type { PartyQuality } from "../../protocol/frames.ts";
import { visitText as text } from "../text/visit.ts";

/** How a party's connection is: three words, and behind them the figures and why a picture is small. */
export function ConnectionFigures({ quality, name }: { quality: PartyQuality; name: string }) {
  const words = text.connection;
  const rows: [string, string][] = [
    [words.roundTrip, quality.round_trip_ms === null ? words.unknown : words.ms(quality.round_trip_ms)],
    [words.lost, `${words.share(quality.lost_up)} ${words.up}, ${words.share(quality.lost_down)} ${words.down}`],
    [words.rate, `${words.kbps(quality.kbps_up)} ${words.up}, ${words.kbps(quality.kbps_down)} ${words.down}`],
    [words.picture, `${words.rung(quality.sends)} ${words.up}, ${words.rung(quality.receives)} ${words.down}`],
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
