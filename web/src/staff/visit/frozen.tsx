import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { clockTime } from "../format/time.ts";
import { common } from "../text/common.ts";
import { visitText as text } from "../text/visit.ts";

/** One moment of a picture. It is in this page's memory alone, and gone with a click. */
export interface Frozen {
  readonly name: string;
  readonly at: string;
  readonly picture: ImageBitmap;
}

/** Takes the picture that a video shows now; null where it shows none yet. */
export async function freezeFrame(name: string, video: HTMLVideoElement): Promise<Frozen | null> {
  if (video.videoWidth === 0) return null;
  return { name, at: new Date().toISOString(), picture: await createImageBitmap(video) };
}

const NEAREST = 6;

/** A frozen picture for looking closely, beside the live one, which goes on. */
export function FrozenPicture({ frozen, onClose }: { frozen: Frozen; onClose: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<HTMLDivElement>(null);
  const before = useRef(1);
  const [zoom, setZoom] = useState(1);
  const { picture } = frozen;
  useEffect(() => {
    canvas.current?.getContext("2d")?.drawImage(picture, 0, 0);
    return () => picture.close();
  }, [picture]);
  // What was in the middle stays there.
  useLayoutEffect(() => {
    const box = view.current;
    const ratio = zoom / before.current;
    before.current = zoom;
    if (box === null) return;
    box.scrollLeft = (box.scrollLeft + box.clientWidth / 2) * ratio - box.clientWidth / 2;
    box.scrollTop = (box.scrollTop + box.clientHeight / 2) * ratio - box.clientHeight / 2;
  }, [zoom]);
  return (
    <section class="frozen" aria-label={text.frozen.of(frozen.name)}>
      <div class="frozen-bar">
        <strong>{text.frozen.at(clockTime(frozen.at))}</strong>
        <label>
          {text.frozen.zoom}
          <input
            type="range"
            min={1}
            max={NEAREST}
            step={0.25}
            value={zoom}
            onInput={(event) => setZoom(Number(event.currentTarget.value))}
          />
        </label>
        <Button aria-label={text.frozen.close} onClick={onClose}>
          {common.close}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <div class="frozen-view" ref={view} tabIndex={0}>
        <canvas
          ref={canvas}
          width={picture.width}
          height={picture.height}
          style={{ width: `${zoom * 100}%`, height: `${zoom * 100}%` }}
          role="img"
          aria-label={text.frozen.of(frozen.name)}
        />
      </div>
    </section>
  );
}
