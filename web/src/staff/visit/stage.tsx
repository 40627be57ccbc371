import type { Party, VisitFrame } from "../../protocol/frames.ts";
import { streamKey } from "../../state/seat.ts";
import { Button } from "../../ui/button.tsx";
import { Picture, playAllSounds, Sound } from "../../ui/media.tsx";
import { visitText as text } from "../text/visit.ts";
import { OwnPicture } from "./own_picture.tsx";
import type { OwnSeat } from "./use_seat.ts";

/** Who can be seen: the patient first and largest, the others after, then the own picture. Every voice plays beside it. */
export function Stage({ own, visit }: { own: OwnSeat; visit: VisitFrame }) {
  const you = visit.parties.find((party) => party.seat === visit.you);
  const others = visit.parties.filter((party) => party.seat !== visit.you);
  // Before joining nothing flows to this seat: one sentence says more than empty tiles.
  const shown = you?.in_call ? others.filter((party) => isShown(visit, party)) : [];
  const streams = own.seat.streams.value;
  const voices = visit.slots.filter((slot) => slot.kind === "audio");
  return (
    <section class="stage" aria-label={text.call}>
      <Notices visit={visit} own={own} />
      <div class={`tiles tiles-${Math.min(shown.length, 4)}`}>
        {shown.length === 0 && <p class="stage-empty">{nobody(visit)}</p>}
        {[...shown].sort(patientFirst).map((party) => (
          <Tile
            key={party.seat}
            party={party}
            stream={streams.get(streamKey({ seat: party.seat, track: "camera" })) ?? null}
            screen={streams.get(streamKey({ seat: party.seat, track: "screen" })) ?? null}
            apart={
              party.role !== "patient" ? "" : visit.held ? text.patientHeld : visit.huddle ? text.patientApart : ""
            }
          />
        ))}
        <OwnPicture own={own} visit={visit} />
      </div>
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

/** A scribe listens and types: there is nothing to see, and the list of who is here names them. */
function isShown(visit: VisitFrame, party: Party): boolean {
  if (party.role === "scribe") return false;
  return party.in_call || visit.slots.some((slot) => slot.seat === party.seat);
}

function patientFirst(a: Party, b: Party): number {
  return Number(b.role === "patient") - Number(a.role === "patient");
}

interface TileProps {
  party: Party;
  stream: MediaStream | null;
  screen: MediaStream | null;
  /** Why this party is kept apart just now; empty when it is not. */
  apart: string;
}

function Tile({ party, stream, screen, apart }: TileProps) {
  const name = party.credential ? `${party.name}, ${party.credential}` : party.name;
  // With the camera off the element would keep the last picture, which looks like a person who does not move.
  const picture = stream !== null && party.camera === "on";
  return (
    <figure
      class={`tile tile-${party.role}${party.connected ? "" : " tile-gone"}`}
      data-party={party.role}
      data-seat={party.seat}
    >
      {picture && <Picture stream={stream} label={text.pictureOf(name)} />}
      {!(picture && party.connected) && <p class="tile-words">{apart || words(party)}</p>}
      {screen && <Picture stream={screen} label={text.screenOf(name)} class="tile-screen" />}
      <figcaption>
        {name}
        {!party.connected && <span class="tile-note">{text.whoGone}</span>}
        {party.connected && party.microphone === "off" && <span class="tile-note">{text.whoMuted}</span>}
      </figcaption>
    </figure>
  );
}

/** Why there is no picture. At length for the patient, who is large on the screen; in two words for the small ones. */
function words(party: Party): string {
  if (party.role !== "patient") return party.connected && party.camera !== "on" ? text.soundOnly : "";
  if (!party.connected) return text.goneOf(party.name);
  return party.camera === "on" ? text.pictureComing(party.name) : text.cameraOffOf(party.name);
}

/** Why there is nobody to see, and what to do about it. */
function nobody(visit: VisitFrame): string {
  const name = visit.patient_name;
  if (visit.state === "scheduled") return text.noPicturesScheduled(name);
  if (visit.state === "waiting") return text.noPicturesWaiting(name);
  const here = visit.parties.some((party) => party.role === "patient" && party.connected);
  const you = visit.parties.find((party) => party.seat === visit.you);
  if (you && !you.in_call && here) return text.noPicturesJoin(name);
  return here ? text.noPicturesPresent(name) : text.goneOf(name);
}

function Notices({ visit, own }: { visit: VisitFrame; own: OwnSeat }) {
  const { media, link } = own.state.value;
  return (
    <>
      {visit.held && <p class="stage-notice waiting">{text.onHold}</p>}
      {visit.huddle && <p class="stage-notice waiting">{text.inHuddle}</p>}
      {link === "open" && media === "broken" && <p class="stage-notice waiting">{text.mediaLost}</p>}
    </>
  );
}
