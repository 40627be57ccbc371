import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import type { Source } from "./api.ts";
import { Camera } from "./camera.tsx";
import { look } from "./coach.ts";
import { send } from "./outbox.ts";
import type { Advice, View } from "./quality.ts";
import { Sketch } from "./sketch.tsx";
import { p } from "./words.ts";

interface Chosen {
  readonly file: Blob;
  readonly url: string;
  readonly source: Source;
  /** Null while looking; "unseen" where this browser cannot. */
  readonly advice: readonly Advice[] | "unseen" | null;
}

export const PICTURES = "image/jpeg,image/png,image/webp,image/avif,image/heic,image/heif,.heic,.heif";

/** One view: how to take it, the camera or the device's own photos, and what the coach says before it is sent. */
export function Take({
  view,
  concern,
  replaces = null,
  done,
}: {
  view: View;
  concern: string | null;
  replaces?: string | null;
  done: () => void;
}) {
  const [camera, setCamera] = useState(false);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [refused, setRefused] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();

  useEffect(() => () => void (chosen && URL.revokeObjectURL(chosen.url)), [chosen?.url]);
  const consider = async (file: Blob, source: Source) => {
    setCamera(false);
    const url = URL.createObjectURL(file);
    setChosen({ file, url, source, advice: null });
    const advice = (await look(file, view)) ?? "unseen";
    setChosen((now) => (now?.url === url ? { ...now, advice } : now));
    if (advice !== "unseen" && advice.length > 0) setRefused((count) => count + 1);
  };
  const again = () => {
    const by = chosen?.source;
    setChosen(null);
    if (by === "camera") setCamera(true);
  };
  if (camera) {
    return <Camera view={view} take={(file) => void consider(file, "camera")} close={() => setCamera(false)} />;
  }
  if (chosen !== null) {
    const fine = chosen.advice === "unseen" || chosen.advice?.length === 0;
    const go = () => {
      void send(chosen.file, view, concern, chosen.source, replaces);
      done();
    };
    return (
      <div class="coached">
        <div class="skin">
          {chosen.advice === "unseen" ? <span class="no-preview" /> : <img src={chosen.url} alt={p("coach-yours")} />}
        </div>
        <div role="status" class={fine || chosen.advice === null ? "notice" : "notice waiting"}>
          <Verdict advice={chosen.advice} />
        </div>
        {chosen.advice !== null && (
          <div class="row">
            {fine ? (
              <Button kind="primary" icon="check" onClick={go}>
                {p("coach-send")}
              </Button>
            ) : null}
            <Button kind={fine ? "plain" : "primary"} icon="turn" onClick={again}>
              {p("coach-again")}
            </Button>
            {!fine && refused >= 2 && <Button onClick={go}>{p("coach-send-anyway")}</Button>}
          </div>
        )}
      </div>
    );
  }
  return (
    <div class="take">
      <Sketch of={view} />
      <p>{p(`view-${view}-how`)}</p>
      <div class="row">
        <Button kind="primary" icon="camera" onClick={() => setCamera(true)}>
          {p("camera-open")}
        </Button>
        <input
          ref={input}
          id={id}
          class="visually-hidden"
          type="file"
          accept={PICTURES}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) void consider(file, "library");
          }}
        />
        <label class="button" for={id}>
          {p("choose-photo")}
        </label>
      </div>
    </div>
  );
}

function Verdict({ advice }: { advice: Chosen["advice"] }) {
  if (advice === null) return <p>{p("coach-looking")}</p>;
  if (advice === "unseen") return <p>{p("coach-unseen")}</p>;
  const worst = advice[0];
  if (worst === undefined) return <p>{p("coach-good")}</p>;
  return (
    <div class="advice">
      <Sketch of={worst} />
      <p>{p(`coach-${worst}`)}</p>
    </div>
  );
}
