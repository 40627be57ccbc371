import { useSignal } from "@preact/signals";
import type { OwnKind } from "../../media/devices.ts";
import type { Party, VisitFrame } from "../../protocol/frames.ts";
import { narrowed, ownPaused } from "../../state/ladder.ts";
import { interrupted, streamKey } from "../../state/seat.ts";
import { Button } from "../../ui/button.tsx";
import { playAllSounds, Sound } from "../../ui/media.tsx";
import { visitText as text } from "../text/visit.ts";
import type { Commands } from "./commands.ts";
import { type Frozen, FrozenPicture, freezeFrame } from "./frozen.tsx";
import { OwnPicture, trouble } from "./own_picture.tsx";
import type { Sitting } from "./sitting.ts";
import { SkinTile } from "./skin_tile.tsx";
import { Tile } from "./tile.tsx";
import { TileTools } from "./tile_tools.tsx";
import { apart, isShown } from "./tile_words.ts";

/** Who can be seen: the patient as large as there is room, the others and the own picture in a strip beside. Every voice plays along. */
export function Stage({ own, visit, commands }: { own: Sitting; visit: VisitFrame; commands: Commands }) {
  const frozen = useSignal<Frozen | null>(null);
  const readings = own.state.value.quality?.visit === visit.visit ? own.state.value.quality.parties : [];
  const shown = visit.parties.filter((party) => party.seat !== visit.you && isShown(visit, party));
  const patient = shown.find((party) => party.role === "patient");
  const voices = visit.slots.filter((slot) => slot.kind === "audio");
  const streams = own.seat.streams.value;
  const large = useSignal<string | null>(null);
  const tools = (party: Party, key: string, main: boolean, skin = false) => (
    <TileTools
      party={party}
      visit={visit}
      commands={commands}
      skin={skin}
      enlarge={main ? null : () => (large.value = key)}
      freeze={async (video) => {
        const name = skin ? text.skinOf(party.name) : party.name;
        frozen.value = (await freezeFrame(name, video)) ?? frozen.value;
      }}
    />
  );
  const face = (party: Party, main: boolean) => (
    <Tile
      key={party.seat}
      party={party}
      stream={streams.get(streamKey({ seat: party.seat, track: "camera" })) ?? null}
      screen={streams.get(streamKey({ seat: party.seat, track: "screen" })) ?? null}
      apart={apart(visit, party, own.state.value.media)}
      narrow={narrowed(visit, party)}
      quality={readings.find((reading) => reading.seat === party.seat) ?? null}
      tools={tools(party, party.seat, main)}
    />
  );
  const skin = (party: Party, main: boolean) => (
    <SkinTile
      key={skinKey(party)}
      party={party}
      stream={streams.get(skinKey(party)) ?? null}
      tools={tools(party, skinKey(party), main, true)}
    />
  );
  // Faces and phones, each a picture of its own; the large one is the patient's face until somebody wants another.
  const pictures = [
    ...shown.map((party) => ({ key: party.seat, party, tile: face })),
    ...shown.filter((party) => party.skin_camera).map((party) => ({ key: skinKey(party), party, tile: skin })),
  ];
  const main = pictures.find(({ key }) => key === large.value) ?? pictures.find(({ key }) => key === patient?.seat);
  return (
    <section class="stage" aria-label={text.call}>
      <Notices visit={visit} own={own} />
      <div class="tiles">
        {main ? main.tile(main.party, true) : <p class="stage-empty">{nobody(visit)}</p>}
        <div class="strip">
          {pictures.filter((one) => one !== main).map((one) => one.tile(one.party, false))}
          <OwnPicture own={own} visit={visit} />
        </div>
      </div>
      {frozen.value && <FrozenPicture frozen={frozen.value} onClose={() => (frozen.value = null)} />}
      {voices.map((slot) => {
        const stream = streams.get(streamKey(slot));
        return stream && <Sound key={streamKey(slot)} stream={stream} blocked={own.soundBlocked} />;
      })}
      {own.state.value.soundBlocked && (
        <div class="stage-notice waiting">
          <Button
            kind="primary"
            icon="sound"
            onClick={() => {
              void playAllSounds();
              own.soundBlocked(false);
            }}
          >
            {text.turnSoundOn}
          </Button>
        </div>
      )}
    </section>
  );
}

/** The key of a party's phone, among streams and pictures. */
const skinKey = (party: Party) => streamKey({ seat: party.seat, track: "skin_camera" });

/** Why there is no patient to see, and what to do about it. */
function nobody(visit: VisitFrame): string {
  const name = visit.patient_name;
  if (visit.state === "scheduled") return text.noPicturesScheduled(name);
  if (visit.state === "waiting") return text.noPicturesWaiting(name);
  const here = visit.parties.some((party) => party.role === "patient" && party.connected);
  return here ? text.noPicturesPresent(name) : text.goneOf(name);
}

function Notices({ visit, own }: { visit: VisitFrame; own: Sitting }) {
  const { media, link, camera, microphone, silent } = own.state.value;
  const wrong = trouble(camera, microphone, silent);
  const paused = ownPaused(visit);
  return (
    <>
      {wrong && (
        <div class="stage-notice waiting" role="status">
          <span>{wrong.words}</span>
          {wrong.mend && <Mend own={own} kind={wrong.mend} />}
        </div>
      )}
      {paused && (
        <p class="stage-notice waiting" role="status">
          {paused === "all" ? text.ownWaits : text.ownPaused}
        </p>
      )}
      {own.seat.screen.shared.value && (
        <div class="stage-notice waiting" role="status">
          <span>{text.sharing}</span>
          <Button icon="screen" onClick={() => own.seat.screen.stop()}>
            {text.stopSharing}
          </Button>
        </div>
      )}
      {visit.held && <p class="stage-notice waiting">{text.onHold}</p>}
      {visit.huddle && <p class="stage-notice waiting">{text.inHuddle}</p>}
      {link === "open" && media === "full" && (
        <p class="stage-notice waiting" role="status">
          {text.noRoom}
        </p>
      )}
      {link === "open" && interrupted({ media, visit }) && (
        <p class="stage-notice waiting" role="status">
          {text.mediaLost}
        </p>
      )}
    </>
  );
}

/** Asks the browser for the device once more; what takes a microphone often stops the voices of the others too. */
function Mend({ own, kind }: { own: Sitting; kind: OwnKind }) {
  const { silent, microphone } = own.state.value;
  const unheard = silent && microphone === "on";
  return (
    <Button
      icon={kind}
      onClick={() => {
        if (kind === "microphone") void playAllSounds();
        void own.seat.devices.ask(kind);
      }}
    >
      {kind === "camera" ? text.restoreCamera : unheard ? text.tryMicrophone : text.restoreMicrophone}
    </Button>
  );
}
