import { useEffect, useRef, useState } from "preact/hooks";
import { float } from "../picture/floating.ts";
import { Button } from "../ui/button.tsx";
import { CameraExtras } from "../ui/camera_extras.tsx";
import { DeviceChoice } from "./device_choice.tsx";
import { byPhone, seat, soundOnly, state } from "./flow.ts";
import { CallPractice } from "./frame.tsx";
import { OwnConnection } from "./own_connection.tsx";
import { t } from "./text.ts";
import { TurnCamera } from "./turn_camera.tsx";

/** Sound only asks once more: it is an agreement, and says what it costs. */
function SoundOnly({ done }: { done: () => void }) {
  const [asked, setAsked] = useState(false);
  if (state.value.seat.camera === "skipped") return null;
  if (!asked) {
    return (
      <Button icon="camera-off" onClick={() => setAsked(true)}>
        {t("sound-only")}
      </Button>
    );
  }
  return (
    <div class="notice waiting">
      <p>{t("sound-only-text")}</p>
      <Button
        icon="camera-off"
        onClick={() => {
          void soundOnly();
          done();
        }}
      >
        {t("sound-only-yes")}
      </Button>
    </div>
  );
}

/** The clinician's picture over other apps: on a phone there is no room for this on the picture itself. */
function SmallWindow({ done }: { done: () => void }) {
  const video = document.querySelector<HTMLVideoElement>(".tile video");
  if (!document.pictureInPictureEnabled || video === null) return null;
  return (
    <Button
      icon="small-window"
      onClick={() => {
        void float(video);
        done();
      }}
    >
      {t("picture-over")}
    </Button>
  );
}

/** What helps when picture or sound do not, over the visit, which goes on behind it. */
export function TroubleSheet({ close }: { close: () => void }) {
  const sheet = useRef<HTMLDialogElement>(null);
  const [refused, setRefused] = useState(false);
  const phone = state.value.seat.visit?.phone ?? null;
  // What was sent when the connection broke may have got through after all.
  const failed = refused && phone === null;
  useEffect(() => {
    const element = sheet.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  // The browser gives the focus back when a dialog is closed, and not when it is taken out of the page.
  const shut = () => sheet.current?.close();
  return (
    <dialog ref={sheet} class="sheet" aria-labelledby="trouble-heading" onClose={close}>
      <h2 id="trouble-heading">{t("trouble-heading")}</h2>
      <OwnConnection />
      <TurnCamera />
      {state.value.seat.camera === "on" && (
        <CameraExtras
          devices={seat.devices}
          light={{ on: t("camera-torch-on"), off: t("camera-torch-off") }}
          near={t("camera-zoom")}
        />
      )}
      <DeviceChoice />
      <SmallWindow done={shut} />
      <SoundOnly done={shut} />
      {phone === null && (
        <Button
          icon="phone"
          onClick={async () => {
            setRefused(false);
            if (await byPhone(true)) shut();
            else setRefused(true);
          }}
        >
          {t("phone-ask")}
        </Button>
      )}
      {failed && (
        <p class="error" role="alert">
          {t("phone-failed")}
        </p>
      )}
      <CallPractice words="call-practice" primary={failed} />
      <Button onClick={shut}>{t("trouble-close")}</Button>
    </dialog>
  );
}
