import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { BoardRow } from "../../protocol/frames.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { boardText as text } from "../text/board.ts";
import { chime } from "./chime.ts";

/** Who came into the waiting room between two looks. Pure. */
export function arrivals(before: ReadonlyMap<string, string>, rows: readonly BoardRow[]): BoardRow[] {
  return rows.filter((row) => row.state === "waiting" && before.has(row.visit) && before.get(row.visit) !== "waiting");
}

/** Tells that somebody came: aloud to a screen reader always, by a sound once the person has switched it on. */
export function ArrivalAlert({ rows }: { rows: readonly BoardRow[] }) {
  const on = useSignal(false);
  const states = useRef<ReadonlyMap<string, string>>(new Map());
  // Only a change of rows is news, not the switch.
  useEffect(() => {
    const came = arrivals(states.current, rows);
    states.current = new Map(rows.map((row) => [row.visit, row.state]));
    if (came.length === 0) return;
    announce(came.map((row) => text.arrived(row.patient_name)).join(" "));
    if (on.value) chime();
  }, [rows]);
  return (
    <Button
      kind="quiet"
      icon="sound"
      onClick={() => {
        on.value = !on.value;
        // The first sound must come from the person's own click, or the browser refuses all later ones.
        if (on.value) chime();
      }}
    >
      {on.value ? text.soundOn : text.soundOff}
    </Button>
  );
}
