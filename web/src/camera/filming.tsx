import { useEffect, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { CameraExtras } from "../ui/camera_extras.tsx";
import { Heading } from "../ui/heading.tsx";
import { Picture } from "../ui/media.tsx";
import { again, answer, devices, type Phone, phone, picture, stop } from "./phone.ts";
import { t } from "./text.ts";

/** What becomes of the picture: a message's id. Pure. */
export function sentence({ camera, standing, connected, lost }: Phone): string {
  if (camera === "unasked" || camera === "asking") return "camera-asking";
  if (camera === "lost" || camera === "off" || camera === "skipped") return "camera-failed";
  if (camera !== "on") return `camera-${camera}`;
  if (lost) return "camera-lost";
  if (!connected || standing === null) return "camera-connecting";
  if (!standing.pictures) return "camera-narrow";
  return standing.seen ? "camera-seen" : "camera-not-seen";
}

function Asked() {
  const asked = phone.value.standing?.asked ?? null;
  if (asked === null || asked === "phone") return null;
  const torch = devices.extras.can.torch;
  return (
    <div class="notice waiting asked" role="status">
      <p>{t(asked === "turn" ? "camera-asked-turn" : torch ? "camera-asked-torch" : "camera-asked-light")}</p>
      {asked === "turn" && (
        <Button kind="primary" icon="turn" onClick={() => void answer(() => devices.turnCamera())}>
          {t("camera-turn")}
        </Button>
      )}
      {asked === "torch" && torch && (
        <Button kind="primary" icon="light" onClick={() => void answer(() => devices.extras.setTorch(true))}>
          {t("camera-light-on")}
        </Button>
      )}
      <Button onClick={() => void answer()}>
        {t(asked === "torch" && !torch ? "camera-asked-done" : "camera-asked-no")}
      </Button>
    </div>
  );
}

/** What the person can change about the picture. `turns`: nobody asks just now for the other camera, which would be a second button. */
function Extras({ turns }: { turns: boolean }) {
  const [several, setSeveral] = useState(false);
  useEffect(() => {
    devices.list("camera").then(
      (list) => setSeveral(list.length > 1),
      () => undefined,
    );
  }, []);
  return (
    <>
      {several && turns && (
        <Button icon="turn" onClick={() => void devices.turnCamera()}>
          {t("camera-turn")}
        </Button>
      )}
      <CameraExtras
        devices={devices}
        light={{ on: t("camera-light-on"), off: t("camera-light-off") }}
        near={t("camera-zoom")}
      />
    </>
  );
}

/** The picture as large as the phone has room for, and one line that says who sees it. */
export function Filming() {
  const { camera, standing } = phone.value;
  const said = sentence(phone.value);
  const on = camera === "on" || camera === "interrupted";
  const hinted = said === "camera-seen" || said === "camera-not-seen" || said === "camera-connecting";
  return (
    <div class="filming">
      <div class="visually-hidden">
        <Heading title={t("camera-title")} />
      </div>
      <div class="filming-picture">{picture.value && <Picture stream={picture.value} label={t("camera-own")} />}</div>
      <div class="filming-words">
        <p class={said === "camera-seen" ? "notice good" : "notice waiting"} role="status">
          {t(said)}
        </p>
        {standing?.sharper && <p class="notice waiting">{t("camera-sharper")}</p>}
        <Asked />
        {hinted && !standing?.sharper && standing?.asked === null && (
          <p class="hint">
            {t("camera-hint")} {t(devices.extras.can.torch ? "camera-hint-torch" : "camera-hint-lamp")}
          </p>
        )}
        <div class="filming-buttons">
          {on ? (
            <Extras turns={standing?.asked !== "turn"} />
          ) : (
            camera !== "asking" &&
            camera !== "unasked" &&
            camera !== "in_app" && (
              <Button kind="primary" icon="camera" onClick={() => void again()}>
                {t("camera-again")}
              </Button>
            )
          )}
          <Button icon="camera-off" onClick={() => void stop()}>
            {t(on ? "camera-end" : "camera-without")}
          </Button>
        </div>
      </div>
    </div>
  );
}
