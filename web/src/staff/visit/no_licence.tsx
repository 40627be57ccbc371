import type { VisitFrame } from "../../protocol/frames.ts";
import { visitText } from "../text/visit.ts";

const text = visitText.arrival;

/** That nobody who is to see the patient is licensed where the patient is now, or that it is not known; who is. */
export function NoLicence({ licence }: { licence: VisitFrame["licence"] }) {
  if (licence === null || licence.status === "licensed") return null;
  const { state, status, licensed } = licence;
  return (
    <p class="notice waiting">
      {status === "unknown" ? text.licenceUnknown(state) : text.notLicensed(state)}{" "}
      {licensed.length > 0 && text.licensedOthers(licensed.join(", "))}
    </p>
  );
}
