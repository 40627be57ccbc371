import type { VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { acknowledge } from "../board/alerts.ts";
import { now } from "../clock.ts";
import { navigate, path } from "../route.ts";
import { visitText as text } from "../text/visit.ts";
import { admission, UNDO_MS } from "./admitted.ts";
import type { Commands } from "./commands.ts";

/** "Wrong patient?", for some seconds after an admission: back into the waiting room with one click; later it is in the menus. A
 * patient who was let in straight to the dermatologist cannot be sent back (docs/adr/0013), and that is said. */
export function UndoAdmission({ visit, commands }: { visit: VisitFrame; commands: Commands }) {
  const admitted = admission.value;
  const left = admitted?.visit === visit.visit ? admitted.at + UNDO_MS - now.value : 0;
  if (left <= 0) return null;
  if (visit.state === "with_dermatologist" && visit.commands.includes("end")) {
    return <p class="notice undo-admission">{text.wrongPatientStraight(visit.patient_name)}</p>;
  }
  if (!visit.commands.includes("send_back")) return null;
  const undo = async () => {
    // Whoever sends a patient back knows that the patient waits.
    acknowledge([visit.visit]);
    if (!(await commands.give({ type: "send_back", visit: visit.visit }))) return;
    admission.value = null;
    navigate(path.board);
  };
  return (
    <p class="notice undo-admission">
      <span>{text.wrongPatient(visit.patient_name)}</span>
      <Button onClick={undo}>{text.undoAdmission}</Button>
    </p>
  );
}
