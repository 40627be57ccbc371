import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { Source } from "./api.ts";
import { Camera } from "./camera.tsx";
import { look } from "./coach.ts";
import { canFilm, Film, LONGEST_S, lengthOf } from "./film.tsx";
import { hasIndex, kindOf } from "./kinds.ts";
import { send } from "./outbox.ts";
import type { Advice, View } from "./quality.ts";
import { Sketch } from "./sketch.tsx";
import { p } from "./words.ts";

interface Chosen {
  readonly file: Blob;
  readonly url: string;
  readonly source: Source;
  /** Null while looking; "unseen" where this browser cannot, "clip" and "long" for clips, "foreign" for what nobody could open,
   * "damaged" for a clip that nobody could play. */
  readonly advice: readonly Advice[] | "unseen" | "clip" | "long" | "foreign" | "damaged" | null;
}

const FILES =
  "image/jpeg,image/png,image/webp,image/avif,image/heic,image/heif,.heic,.heif,video/mp4,video/quicktime,video/webm";

/** One view: how to take it, the camera or the device's own photos, and what the coach says before it is sent. */
export function Take({
  view,
  concern,
  replaces = null,
  advised = null,
  done,
}: {
  view: View;
  concern: string | null;
  replaces?: string | null;
  /** What to mind this time, in place of how the view is taken. */
  advised?: Advice | null;
  done: () => void;
}) {
  const [camera, setCamera] = useState(false);
  const [film, setFilm] = useState(false);
  const [noCamera, setNoCamera] = useState(false);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [refused, setRefused] = useState(0);
  const id = useId();

  useEffect(() => () => void (chosen && URL.revokeObjectURL(chosen.url)), [chosen?.url]);
  // The button that was pressed is gone with its step: the sheet's heading is where a screen reader and a keyboard go on.
  const phase = camera ? "camera" : film ? "film" : (chosen?.url ?? "");
  const before = useRef(phase);
  useEffect(() => {
    if (before.current !== phase) document.getElementById("photos-title")?.focus();
    before.current = phase;
  }, [phase]);
  const close = () => {
    setCamera(false);
    setFilm(false);
  };
  const consider = async (file: Blob, source: Source) => {
    close();
    const url = URL.createObjectURL(file);
    setChosen({ file, url, source, advice: null });
    const advice = await said(file, url, view);
    setChosen((now) => (now?.url === url ? { ...now, advice } : now));
    if (Array.isArray(advice) && advice.length > 0) setRefused((count) => count + 1);
  };
  const again = () => {
    const by = chosen;
    setChosen(null);
    if (by?.source === "camera" && by.file.type.startsWith("video/")) setFilm(true);
    else if (by?.source === "camera") setCamera(true);
  };
  if (camera || film) {
    const shooting = {
      view,
      take: (file: Blob) => void consider(file, "camera"),
      close,
      none: () => {
        setNoCamera(true);
        close();
      },
    };
    return camera ? <Camera {...shooting} /> : <Film {...shooting} />;
  }
  if (chosen !== null) {
    const clip = chosen.file.type.startsWith("video/");
    const foreign = chosen.advice === "foreign" || chosen.advice === "damaged";
    const good = chosen.advice?.length === 0;
    const fine = good || chosen.advice === "unseen" || chosen.advice === "clip";
    const go = () => {
      void send(chosen.file, view, concern, chosen.source, replaces);
      done();
    };
    return (
      <div class="coached">
        <div class="skin">
          {foreign ? (
            <span class="no-preview" />
          ) : clip ? (
            <video src={chosen.url} controls muted playsInline aria-label={p("film-yours")} />
          ) : chosen.advice === "unseen" ? (
            <span class="no-preview" />
          ) : (
            <img src={chosen.url} alt={p("coach-yours")} />
          )}
        </div>
        <div role="status" class={`notice ${good ? "good" : fine || chosen.advice === null ? "" : "waiting"}`}>
          <Verdict advice={chosen.advice} />
        </div>
        {chosen.advice !== null && (
          <div class="row">
            {fine ? (
              <Button kind="primary" icon="check" onClick={go}>
                {p(clip ? "film-send" : "coach-send")}
              </Button>
            ) : null}
            <Button kind={fine ? "plain" : "primary"} icon="turn" onClick={again}>
              {p(foreign ? "choose-again" : "coach-again")}
            </Button>
            {!fine && !clip && !foreign && refused >= 2 && <Button onClick={go}>{p("coach-send-anyway")}</Button>}
          </div>
        )}
      </div>
    );
  }
  return (
    <div class="take">
      <Sketch of={advised ?? view} />
      <p>{p(advised === null ? `view-${view}-how` : `advice-${advised}`)}</p>
      {noCamera && (
        <p class="notice waiting" role="status">
          {p("camera-none")}
        </p>
      )}
      <div class="row">
        <Button kind={noCamera ? "plain" : "primary"} icon="photo" onClick={() => setCamera(true)}>
          {p("camera-open")}
        </Button>
        {canFilm() && <Button onClick={() => setFilm(true)}>{p("film-open")}</Button>}
        <input
          id={id}
          class="visually-hidden"
          type="file"
          accept={FILES}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) void consider(file, "library");
          }}
        />
        <label class={noCamera ? "button primary" : "button"} for={id}>
          {p("choose-photo")}
        </label>
      </div>
    </div>
  );
}

/** What can be said of a file before it is sent. A file that cannot be read at all (its card was taken out) is nobody's either. */
async function said(file: Blob, url: string, view: View): Promise<Chosen["advice"]> {
  const kind = await kindOf(file).catch(() => null);
  if (kind === null) return "foreign";
  if (kind === "clip" && !(await hasIndex(file))) return "damaged";
  return file.type.startsWith("video/") ? lengthSaid(url) : ((await look(file, view)) ?? "unseen");
}

/** What can be said of a clip before it is sent. */
async function lengthSaid(url: string): Promise<"clip" | "long"> {
  return ((await lengthOf(url)) ?? 0) > LONGEST_S + 0.5 ? "long" : "clip";
}

function Verdict({ advice }: { advice: Chosen["advice"] }) {
  if (advice === null) return <p>{p("coach-looking")}</p>;
  if (advice === "unseen") return <p>{p("coach-unseen")}</p>;
  if (advice === "clip") return <p>{p("film-silent")}</p>;
  if (advice === "foreign") return <p>{p("photo-refused-unknown_format")}</p>;
  if (advice === "damaged") return <p>{p("photo-refused-damaged")}</p>;
  if (advice === "long") return <p>{p("photo-refused-too_long")}</p>;
  const worst = advice[0];
  if (worst === undefined)
    return (
      <p>
        <Icon name="check" /> {p("coach-good")}
      </p>
    );
  return (
    <div class="advice">
      <Sketch of={worst} />
      <p>{p(`coach-${worst}`)}</p>
    </div>
  );
}
