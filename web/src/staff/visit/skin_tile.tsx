import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { Party } from "../../protocol/frames.ts";
import { Picture } from "../../ui/media.tsx";
import { visitText as text } from "../text/visit.ts";
import { useShape } from "./shape.ts";

/** The picture of a party's phone, which shows skin while the face stays in its own tile. */
export function SkinTile({
  party,
  stream,
  tools,
}: {
  party: Party;
  stream: MediaStream | null;
  tools: ComponentChildren;
}) {
  const tile = useRef<HTMLElement>(null);
  useShape(tile);
  const name = text.skinOf(party.name);
  const comes = party.skin_camera?.arriving === true;
  return (
    <figure
      class={`tile tile-skin${comes ? "" : " tile-gone"}`}
      data-party="skin_camera"
      data-seat={party.seat}
      aria-label={name}
      ref={tile}
    >
      <div class="tile-frame">
        {stream && <Picture stream={stream} label={text.pictureOf(name)} />}
        {!(stream && comes) && <p class="tile-words">{text.skinComing}</p>}
        <p class="tile-name">{name}</p>
      </div>
      {stream && tools}
    </figure>
  );
}
