import { useEffect, useRef } from "preact/hooks";
import type { Party, VisitFrame } from "../../protocol/frames.ts";
import { ownPaused } from "../../state/ladder.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { Heading } from "../../ui/heading.tsx";
import { Picture } from "../../ui/media.tsx";
import { CameraAsked } from "../camera_asked.tsx";
import { DeviceTrouble } from "../device_trouble.tsx";
import { seat, state } from "../flow.ts";
import { Later, photosDoor, useSettled } from "../later.tsx";
import { newsOf } from "../news.ts";
import { OwnSwitches } from "../own_switches.tsx";
import { PartyTile, partyName } from "../party_tile.tsx";
import { PhoneNotice } from "../phone.tsx";
import { phoneCamera } from "../phone_camera/wanted.ts";
import { t } from "../text.ts";
import { TroubleLine } from "../trouble.tsx";
import { Trouble } from "../trouble_button.tsx";

/** The others who are in the call with the patient. */
function others(visit: VisitFrame): readonly Party[] {
  return visit.parties.filter((party) => party.in_call && party.seat !== visit.you && party.role !== "patient");
}

/** What the patient should know now, or null while people are there and all is well. */
function sentence(visit: VisitFrame, there: readonly Party[]): string | null {
  if (visit.held) return t("visit-held");
  // Who has met the dermatologist is not waiting for one.
  if (visit.huddle && (visit.state === "with_dermatologist" || visit.state === "wrap_up")) return t("visit-huddle");
  if (visit.next_up !== null && (visit.huddle || visit.state === "ready" || there.length === 0)) {
    return t("visit-next", { name: visit.next_up });
  }
  if (there.length === 0 || visit.huddle) return t("visit-alone");
  return state.value.seat.media === "connecting" ? t("media-connecting") : null;
}

function useNews(visit: VisitFrame): void {
  const before = useRef<VisitFrame | null>(null);
  useEffect(() => {
    const news = newsOf(before.current, visit, state.peek().seat.camera === "on");
    before.current = visit;
    const text = news.map(({ id, party, name }) => t(id, { name: party ? partyName(party) : (name ?? "") })).join(" ");
    if (text !== "") announce(text);
  }, [visit]);
}

/** The visit itself: the others as large as the screen allows, the patient in a corner, two switches under the thumb. */
export function Visit() {
  const visit = state.value.seat.visit;
  return visit === null ? null : <Stage visit={visit} />;
}

function Stage({ visit }: { visit: VisitFrame }) {
  useNews(visit);
  const settled = useSettled();
  const there = others(visit);
  const apart = visit.held || visit.huddle;
  const now = sentence(visit, there);
  const paused = ownPaused(visit);
  const muted = state.value.seat.microphone === "off";
  return (
    <div class="stage">
      <div class="visually-hidden">
        <Heading title={t("visit-heading")} />
      </div>
      <div class="tiles" data-count={apart ? 0 : there.length}>
        {!apart && there.map((party) => <PartyTile key={party.seat} party={party} visit={visit} />)}
      </div>
      <div class="over-stage">
        <TroubleLine />
        <PhoneNotice />
        <DeviceTrouble />
        <CameraAsked visit={visit} />
        <div class="device-trouble" role="status">
          {muted && !apart && (
            <>
              <p>{t("own-muted")}</p>
              <Button kind="primary" icon="microphone" onClick={() => void seat.devices.setMicrophone(true)}>
                {t("restore-microphone")}
              </Button>
            </>
          )}
        </div>
        <div class="stage-status" role="status">
          {now !== null && <p>{now}</p>}
          {paused && !apart && <p>{t(paused === "all" ? "own-waits" : "own-paused")}</p>}
        </div>
      </div>
      {seat.self.value && (
        <div class="self-corner">
          <Picture stream={seat.self.value} label={t("self-view")} mirrored={!seat.devices.rear} />
        </div>
      )}
      <OwnSwitches>
        {settled && <Later load={photosDoor} with={{ call: true }} />}
        {settled && <Later load={phoneCamera} with={{ visit }} />}
        <Trouble />
      </OwnSwitches>
    </div>
  );
}
