import type { VisitFrame } from "../../protocol/frames.ts";
import { visitText } from "../text/visit.ts";

const text = visitText.arrival;

/** Whether somebody here may treat the patient where the patient is now; who may, where the one named may not. */
export function LicenceLine({ licence }: { licence: NonNullable<VisitFrame["licence"]> }) {
  const { state, status, licensed } = licence;
  if (status === "licensed") return <p class="aside">{text.licensed(state)}</p>;
  return (
    <p class="notice waiting">
      {status === "unknown" ? text.licenceUnknown(state) : text.notLicensed(state)}{" "}
      {licensed.length > 0 && text.licensedOthers(licensed.join(", "))}
    </p>
  );
}
