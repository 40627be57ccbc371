import { useEffect, useRef, useState } from "preact/hooks";
import { state } from "../flow.ts";
import { SharedPicture } from "./shared.tsx";
import { StillAsk } from "./still.tsx";

/** How long the last word about a still stays, milliseconds. */
const STAYS_MS = 4000;

/** What a clinician does with photos in the call, at the patient's page: shows one, asks for one. */
export function InCall({ visit }: { visit: string }) {
  const frame = state.value.seat.visit;
  // One camera is asked, the patient's: a caregiver may be elsewhere.
  const still = state.value.pass?.role === "patient" ? (frame?.still ?? null) : null;
  const [over, setOver] = useState(0);
  /** The newest wish that this page has put before the patient: one that was answered before it was loaded is not asked again. */
  const shown = useRef(0);
  const asked = still?.state === "asked";
  if (still && asked) shown.current = still.number;
  useEffect(() => {
    if (still === null || asked) return undefined;
    const timer = setTimeout(() => setOver(still.number), STAYS_MS);
    return () => clearTimeout(timer);
  }, [still?.number, asked]);
  const open = still && (asked || (shown.current === still.number && over !== still.number));
  return (
    <>
      {frame?.showing && <SharedPicture visit={visit} showing={frame.showing} />}
      {open && <StillAsk key={still.number} visit={visit} still={still} />}
    </>
  );
}
