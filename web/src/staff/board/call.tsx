import type { Signal } from "@preact/signals";
import type { BoardRow } from "../../protocol/frames.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { now } from "../clock.ts";
import { elapsed, stopwatch } from "../format/time.ts";
import { ask } from "../live.ts";
import { sentence } from "../refusal.ts";
import { boardText } from "../text/board.ts";
import { rangHere } from "./expected.ts";

const text = boardText.calls;

interface Props {
  row: BoardRow;
  told: Signal<string>;
  describedBy: string;
  /** Whether this is what the row is for now, not admitting. */
  main: boolean;
  /** The page is not open: other ways to reach the patient. */
  onReach: (row: BoardRow) => void;
}

/** One click calls the patient: the open page rings; where none is open, the link and the number are offered. */
export function CallButton({ row, told, describedBy, main, onReach }: Props) {
  if (!row.commands.includes("ring")) return null;
  if (row.ringing)
    return (
      <Button
        aria-describedby={describedBy}
        onClick={() => void ask({ type: "ring.stop", visit: row.visit }).catch(() => undefined)}
      >
        {text.stop}
      </Button>
    );
  const call = async () => {
    told.value = "";
    if (!row.here) return onReach(row);
    try {
      rangHere(row.visit);
      await ask({ type: "ring", visit: row.visit, way: "page" });
    } catch (error) {
      // Between the last news and the click the page may have gone; or a colleague was quicker.
      told.value = sentence(error);
      announce(told.value);
    }
  };
  return (
    <Button kind={main ? "primary" : "plain"} icon="phone" aria-describedby={describedBy} onClick={call}>
      {text.call}
    </Button>
  );
}

/** Who rings the patient, for how long. */
export function Calling({ row }: { row: BoardRow }) {
  if (!row.ringing) return null;
  return (
    <span class="calling">
      {text.calling(row.ringing.by)} <span aria-hidden="true">{stopwatch(elapsed(row.ringing.since, now.value))}</span>
    </span>
  );
}
