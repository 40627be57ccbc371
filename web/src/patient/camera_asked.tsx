import type { VisitFrame } from "../protocol/frames.ts";
import { Button } from "../ui/button.tsx";
import { handheld } from "./check/platform.ts";
import { seat } from "./flow.ts";
import { codeWanted } from "./phone_camera/wanted.ts";
import { t } from "./text.ts";

/** A clinician would like the other camera, or light: the person does it, or does not. And that detail goes before motion just now. */
export function CameraAsked({ visit }: { visit: VisitFrame }) {
  const own = visit.parties.find((party) => party.seat === visit.you);
  const phone = own?.asked === "phone";
  if (own === undefined || (own.camera !== "on" && !phone)) return null;
  const other = phone && handheld();
  // Who is on a phone has its rear camera at hand.
  const turn = own.asked === "turn" || (other && own.camera === "on" && !seat.devices.rear);
  const answer = (done?: () => Promise<unknown>) => async () => {
    await done?.();
    await seat.answerCamera();
  };
  const wish = own.asked === "torch" && !seat.devices.extras.can.torch ? "light" : own.asked;
  return (
    <div class="device-trouble" role="status">
      {own.sharper && <p>{t("camera-sharper")}</p>}
      {wish !== null && (
        <>
          <p>{t(other ? "camera-asked-phone-other" : `camera-asked-${wish}`)}</p>
          {turn && (
            <Button kind="primary" icon="turn" onClick={answer(() => seat.devices.turnCamera())}>
              {t("turn-camera")}
            </Button>
          )}
          {phone && (
            <Button
              kind={turn ? "plain" : "primary"}
              icon="phone"
              onClick={answer(async () => {
                codeWanted.value = true;
              })}
            >
              {t(other ? "camera-phone-other" : "camera-phone-show")}
            </Button>
          )}
          {wish === "torch" && (
            <Button kind="primary" icon="light" onClick={answer(() => seat.devices.extras.setTorch(true))}>
              {t("camera-torch-on")}
            </Button>
          )}
          <Button onClick={answer()}>{t(wish === "light" ? "camera-asked-done" : "camera-asked-no")}</Button>
        </>
      )}
    </div>
  );
}
