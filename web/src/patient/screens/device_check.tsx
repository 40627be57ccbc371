import { useEffect, useState } from "preact/hooks";
import type { OwnKind } from "../../media/devices.ts";
import type { DeviceStatus } from "../../state/seat.ts";
import { Button } from "../../ui/button.tsx";
import { Heading } from "../../ui/heading.tsx";
import { Icon } from "../../ui/icon.tsx";
import { chime } from "../chime.ts";
import { DeviceChoice } from "../device_choice.tsx";
import { askDevices, join, seat, skipCamera, state, useCamera } from "../flow.ts";
import { Later, photosDoor } from "../later.tsx";
import { Level } from "../level.tsx";
import { OwnPicture } from "../own_picture.tsx";
import { t } from "../text.ts";
import { TurnCamera } from "../turn_camera.tsx";

/** What the browser to open instead is called on this phone. */
function otherBrowser(): string {
  return t(/iPhone|iPad/.test(navigator.userAgent) ? "browser-ios" : "browser-other");
}

const deviceHelp = () => import("../check/device_help.tsx").then((chunk) => chunk.DeviceHelp);
const connectionCheck = () => import("../check/connection_check.tsx").then((chunk) => chunk.ConnectionCheck);

const FINE: readonly DeviceStatus[] = ["on", "off", "asking", "unasked", "skipped"];

/** A device's state in a plain sentence, and what to do about it. */
function DeviceSentence({ kind }: { kind: OwnKind }) {
  const { camera, [kind]: status } = state.value.seat;
  // What keeps both away is explained once.
  const explained = kind === "microphone" && camera === status;
  const sentence = t(`${kind}-${status === "unasked" ? "asking" : status}`, { browser: otherBrowser() });
  return (
    <div class={FINE.includes(status) ? "device-line" : "notice waiting"}>
      <p role="status">
        {status === "on" && <Icon name="check" />}
        {sentence}
      </p>
      {!FINE.includes(status) && !explained && <Later key={status} load={deviceHelp} with={{ kind, status }} />}
    </div>
  );
}

export function DeviceCheck() {
  const { camera, microphone } = state.value.seat;
  const [played, setPlayed] = useState(false);
  useEffect(() => {
    void askDevices();
  }, []);
  const stuck = (status: DeviceStatus) => !FINE.includes(status);
  return (
    <div class="step">
      <Heading title={t("devices-heading")} />
      {(camera === "asking" || microphone === "asking") && <p>{t("devices-allow")}</p>}
      <section class="check" aria-label={t("camera")}>
        <div class="self-check">
          <OwnPicture />
        </div>
        {seat.self.value && <p class="hint">{t("devices-private")}</p>}
        <DeviceSentence kind="camera" />
        <div class="row">
          <TurnCamera />
          {stuck(camera) && (
            <Button icon="camera" onClick={() => void useCamera()}>
              {t("try-camera")}
            </Button>
          )}
          {camera === "skipped" ? (
            <Button icon="camera" onClick={() => void useCamera()}>
              {t("use-camera")}
            </Button>
          ) : (
            <Button icon="camera-off" onClick={skipCamera}>
              {t("skip-camera")}
            </Button>
          )}
        </div>
      </section>
      <section class="check" aria-label={t("microphone")}>
        <DeviceSentence kind="microphone" />
        <Level />
        <div class="row">
          {stuck(microphone) && (
            <Button icon="microphone" onClick={() => void seat.devices.ask("microphone")}>
              {t("try-microphone")}
            </Button>
          )}
          <Button
            icon="sound"
            onClick={() => {
              chime();
              setPlayed(true);
            }}
          >
            {t("play-sound")}
          </Button>
        </div>
        <p role="status" class="hint">
          {played && t("play-sound-after")}
        </p>
      </section>
      <div class="later-check">
        <Later load={connectionCheck} with={{}} />
      </div>
      <DeviceChoice />
      <Button kind="primary" onClick={() => void join()}>
        {t("join")}
      </Button>
      <Later load={photosDoor} with={{ call: false }} />
    </div>
  );
}
