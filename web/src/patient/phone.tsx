import { useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { byPhone, state } from "./flow.ts";
import { CallPractice, practice } from "./frame.tsx";
import { t } from "./text.ts";

/** The visit is to go on by phone, or does: who calls whom. Nothing while nobody asked. */
export function PhoneNotice() {
  const phone = state.value.seat.visit?.phone ?? null;
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  if (phone === null) return null;
  const back = async () => {
    setBusy(true);
    setFailed(!(await byPhone(false)));
    setBusy(false);
  };
  return (
    <div class="notice waiting" role="status">
      <p>{t(`phone-${phone.status}`, { practice: practice()?.name ?? "" })}</p>
      {failed && <p class="error">{t("phone-failed")}</p>}
      {phone.status !== "reached" && <CallPractice words="call-practice" primary={failed} />}
      {phone.status === "asked_by_patient" && (
        <Button busy={busy} onClick={() => void back()}>
          {t("phone-withdraw")}
        </Button>
      )}
    </div>
  );
}
