import type { VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { visitText } from "../text/visit.ts";
import type { Commands } from "./commands.ts";

const text = visitText.phoneSteps;

/** The visit is to go on by phone: the number, and who has the patient on the line says so. */
export function PhoneBanner({ visit, commands }: { visit: VisitFrame; commands: Commands }) {
  const { phone } = visit;
  if (!phone) return null;
  const step = (step: "withdraw" | "reached") => () => void commands.give({ type: "phone", visit: visit.visit, step });
  const number = phone.number ? `: ${phone.number}` : text.noNumber;
  return (
    <div class="notice waiting phone-banner" role="status">
      <p>{text[phone.status](visit.patient_name, number)}</p>
      {phone.status !== "reached" && (
        <div class="row">
          {visit.commands.includes("attest_phone") && (
            <Button icon="phone" kind="primary" onClick={step("reached")}>
              {text.reachedButton}
            </Button>
          )}
          {visit.commands.includes("ask_phone") && <Button onClick={step("withdraw")}>{text.withdraw}</Button>}
        </div>
      )}
    </div>
  );
}
