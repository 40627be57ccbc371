import type { BoardRow } from "../../protocol/frames.ts";
import { Icon } from "../../ui/icon.tsx";
import { boardText } from "../text/board.ts";
import { isLive } from "./order.ts";

const text = boardText.dayEnd;

/** The day is over and visits are still open: which, and what closes each. */
export function DayEnd({ open }: { open: readonly BoardRow[] }) {
  if (open.length === 0) return null;
  const parts: [string, BoardRow[]][] = [
    [text.due, open.filter((row) => row.state === "scheduled")],
    [text.waiting, open.filter((row) => row.state === "waiting")],
    [text.live, open.filter((row) => isLive(row.state))],
  ];
  return (
    <section class="notice day-end" aria-labelledby="day-end">
      <h2 id="day-end">
        <Icon name="clock" />
        {text.title(open.length)}
      </h2>
      <ul>
        {parts
          .filter(([, rows]) => rows.length > 0)
          .map(([advice, rows]) => (
            <li key={advice}>
              <strong>{names(rows)}</strong> {advice}
            </li>
          ))}
      </ul>
    </section>
  );
}

const NAMED = 5;

function names(rows: readonly BoardRow[]): string {
  const shown = rows.slice(0, NAMED).map((row) => row.patient_name);
  return text.names(shown, rows.length - shown.length);
}
