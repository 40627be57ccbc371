import type { Party, VisitFrame } from "../protocol/frames.ts";
import { narrowed, onlyHears } from "../state/ladder.ts";
import { carries, streamKey } from "../state/seat.ts";
import { Icon } from "../ui/icon.tsx";
import { Picture } from "../ui/media.tsx";
import { seat, state } from "./flow.ts";
import { PictureTools } from "./picture_tools.tsx";
import { t } from "./text.ts";
import { stalls, whyUnseen } from "./tile_words.ts";

/** A party's name as patients read it, with the credential where there is one and the name does not end with it. */
export function partyName(party: Party): string {
  const { name, credential } = party;
  if (credential === null || name.endsWith(credential)) return name;
  return t("party-with-credential", { name, credential });
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word) && !/^Dr\.?$/.test(word));
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0]?.toUpperCase() ?? "").join("");
}

/** One of the others: the picture, or who it is while there is none; a shared screen goes before the camera. */
export function PartyTile({ party, visit }: { party: Party; visit: VisitFrame }) {
  const name = partyName(party);
  const sharing = carries(visit, party.seat, "screen");
  // A slot keeps its party while the camera is off, and the element its last picture: somebody who does not move.
  const narrow = narrowed(visit, party);
  const flows = narrow === null || narrow === "held";
  const seen = flows && (sharing || (party.camera === "on" && carries(visit, party.seat, "camera")));
  const stream = seat.streams.value.get(streamKey({ seat: party.seat, track: sharing ? "screen" : "camera" })) ?? null;
  return (
    <figure class={sharing ? "tile sharing" : "tile"} data-party={party.role} data-seat={party.seat}>
      {seen && stream ? (
        <Picture stream={stream} label={t(sharing ? "party-screen" : "party-picture", { name })} />
      ) : (
        <p class="no-picture">
          <span class="initials" aria-hidden="true">
            {initials(party.name)}
          </span>
          <span>{t(whyUnseen(party, visit, state.value.seat.media), { name })}</span>
        </p>
      )}
      {seen && stream && <PictureTools name={name} />}
      <figcaption class="name">
        {party.microphone !== "on" && (
          <>
            <Icon name="microphone-off" />
            <span class="visually-hidden">{t("party-muted", { name })}</span>
          </>
        )}
        <span>{seen && stream && sharing ? t("party-screen", { name }) : name}</span>
      </figcaption>
      {seen && stream && stalls(party) && (
        <p class="tile-stalled" role="status">
          {t("party-reconnecting", { name })}
        </p>
      )}
      {seen && stream && !stalls(party) && narrow === "held" && (
        <p class="tile-stalled" role="status">
          {t("party-held")}
        </p>
      )}
      {!stalls(party) && onlyHears(party) && (
        <p class="tile-stalled beside" role="status">
          {t("party-only-hears", { name })}
        </p>
      )}
    </figure>
  );
}
