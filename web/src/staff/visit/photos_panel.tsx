import type { Signal } from "@preact/signals";
import type { VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { Later } from "../parts/later.tsx";
import { reviewText as text } from "../text/review.ts";

const load = async () => (await import("../review/workspace.tsx")).Workspace;

interface Props {
  frame: VisitFrame | null;
  open: Signal<boolean>;
}

/** Opens the photos beside the call, or beside what is read before joining. */
export function PhotosButton({ frame, open }: Props) {
  return (
    <div class="panel-part">
      <Button
        kind={frame && frame.photos_version > 0 ? "primary" : "plain"}
        onClick={() => {
          open.value = true;
        }}
      >
        {text.photos}
      </Button>
    </div>
  );
}

/** The photos in the record's place, with more room. */
export function PhotosPanel({ visit, frame, open }: Props & { visit: string }) {
  return (
    <aside class="panel photos-panel" aria-label={text.workspace}>
      <div class="row">
        <Button
          onClick={() => {
            open.value = false;
          }}
        >
          {text.close}
        </Button>
      </div>
      <div class="panel-scroll">
        <Later load={load} with={{ visit, version: frame?.photos_version ?? 0, narrow: true, frame }} />
      </div>
    </aside>
  );
}
