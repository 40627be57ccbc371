import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { Party, PartyQuality } from "../../protocol/frames.ts";
import type { Narrow } from "../../state/ladder.ts";
import { Picture } from "../../ui/media.tsx";
import { visitText as text } from "../text/visit.ts";
import { ConnectionFigures } from "./connection_figures.tsx";
import { useShape } from "./shape.ts";
import { flows, notes, why } from "./tile_words.ts";

interface Props {
  party: Party;
  stream: MediaStream | null;
  screen: MediaStream | null;
  /** Why this party is kept apart just now; empty when it is not. */
  apart: string;
  /** Why the picture is not seen as it is, for want of a wider way. */
  narrow: Narrow;
  /** What can be done with the picture. */
  tools: ComponentChildren;
  quality: PartyQuality | null;
}

/** One party: the picture in its own shape, whole, with the name on its top left corner; words where there is no picture. */
export function Tile({ party, stream, screen, apart, narrow, tools, quality }: Props) {
  const name = party.credential ? `${party.name}, ${party.credential}` : party.name;
  // With the camera off the element would keep the last picture, which looks like a person who does not move.
  const shown = narrow === null || narrow === "held";
  const picture = stream !== null && party.camera === "on" && apart === "" && shown;
  const tile = useRef<HTMLElement>(null);
  useShape(tile);
  return (
    <figure
      class={`tile tile-${party.role}${flows(party) ? "" : " tile-gone"}`}
      data-party={party.role}
      data-seat={party.seat}
      aria-label={name}
      ref={tile}
    >
      <div class="tile-frame">
        {picture && <Picture stream={stream} label={text.pictureOf(name)} />}
        {!(picture && flows(party)) && <p class="tile-words">{apart || why(party, narrow)}</p>}
        <p class="tile-name">
          {name}
          {notes(party, narrow).map((note) => (
            <span class="tile-note" key={note}>
              {note}
            </span>
          ))}
        </p>
      </div>
      {quality && <ConnectionFigures quality={quality} name={name} />}
      {(picture || screen) && tools}
      {screen && <Picture stream={screen} label={text.screenOf(name)} class="tile-screen" />}
    </figure>
  );
}
