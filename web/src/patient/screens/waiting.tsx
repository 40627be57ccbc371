import { Heading } from "../../ui/heading.tsx";
import { DeviceTrouble } from "../device_trouble.tsx";
import { state } from "../flow.ts";
import { CallPractice, practice } from "../frame.tsx";
import { Later, photosDoor } from "../later.tsx";
import { OwnPicture } from "../own_picture.tsx";
import { OwnSwitches } from "../own_switches.tsx";
import { PhoneNotice } from "../phone.tsx";
import { phoneCameraCard } from "../phone_camera/wanted.ts";
import { t } from "../text.ts";
import { connectionTrouble } from "../tree.ts";
import { TroubleLine } from "../trouble.tsx";

/** What the waiting room says now: on the way in, or there, and where in line. */
function Status() {
  const visit = state.value.seat.visit;
  const there = visit?.state === "waiting";
  // What the practice knew last may be so no longer.
  const away = there && connectionTrouble(state.value) !== null && connectionTrouble(state.value) !== "net-full";
  const line = there && !away ? visit.line : null;
  const words = away ? "waiting-away" : there ? "waiting-status" : "waiting-joining";
  return (
    <div class="notice waiting" role="status">
      <strong>{t(words, { practice: practice()?.name ?? "" })}</strong>
      {visit !== null && !there && <p>{t("checking-in")}</p>}
      {line && <p>{line.place === 1 ? t("waiting-first") : t("waiting-place", { ahead: line.place - 1 })}</p>}
      {line?.minutes && (
        <p>{t("waiting-estimate", { low: line.minutes[0], high: line.minutes[1], measured: line.measured })}</p>
      )}
    </div>
  );
}

const questions = () => import("../questions/questions.tsx").then((chunk) => chunk.Questions);

export function Waiting() {
  const visit = state.value.seat.visit;
  const there = visit?.state === "waiting";
  return (
    <div class="step">
      <Heading title={t("waiting-heading")} />
      <Status />
      <TroubleLine />
      <PhoneNotice />
      <DeviceTrouble />
      <p>{t("waiting-how")}</p>
      <div class="self-wait">
        <OwnPicture />
      </div>
      <OwnSwitches />
      <p class="hint">{t("waiting-lock")}</p>
      {there && <Later load={photosDoor} with={{ call: false }} />}
      {there && <Later load={questions} with={{}} />}
      {there && <Later load={phoneCameraCard} with={{ visit }} />}
      <CallPractice words="waiting-call" />
    </div>
  );
}
