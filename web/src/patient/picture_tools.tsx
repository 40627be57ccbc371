import { useRef } from "preact/hooks";
import { float, floating } from "../picture/floating.ts";
import { fill, filling } from "../picture/full_screen.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { t } from "./text.ts";

function Tool({ icon, words, on, act }: { icon: IconName; words: string; on: boolean; act: () => void }) {
  return (
    <button type="button" class="picture-tool" aria-pressed={on} onClick={act}>
      <Icon name={icon} />
      <span>{t(words)}</span>
    </button>
  );
}

/** On the corner of a clinician's picture: as large as the screen, or small over other windows where the browser can. */
export function PictureTools({ name }: { name: string }) {
  const box = useRef<HTMLDivElement>(null);
  const tile = box.current?.closest(".tile") ?? null;
  const look = (what: (tile: Element, video: HTMLVideoElement) => unknown) => () => {
    const around = box.current?.closest(".tile");
    const video = around?.querySelector("video");
    if (around && video) void what(around, video);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form's fields.
    <div class="picture-tools" role="group" aria-label={t("party-picture", { name })} ref={box}>
      {document.pictureInPictureEnabled && (
        <Tool
          icon="small-window"
          words="picture-small"
          on={floating.value !== null && tile?.contains(floating.value) === true}
          act={look((_, video) => float(video))}
        />
      )}
      <Tool icon="full" words="picture-full" on={filling.value !== null && filling.value === tile} act={look(fill)} />
    </div>
  );
}
