import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { state } from "../flow.ts";
import type { Concern, Photo } from "./api.ts";
import {
  adviceOf,
  concerns,
  giveUp,
  nothingAdded,
  type Outgoing,
  outgoing,
  picture,
  submission,
  takeBack,
  trouble,
  tryAgain,
  withdrawConcern,
} from "./outbox.ts";
import { begun } from "./telling.ts";
import { inSentence, p, photoName, siteName } from "./words.ts";

const MOST_CONCERNS = 3;

function timeLeft(seconds: number): string {
  return seconds < 60
    ? p("photo-left", { seconds: Math.max(1, seconds) })
    : p("photo-left-minutes", { minutes: Math.ceil(seconds / 60) });
}

function OnItsWay({ one, site }: { one: Outgoing; site: string | null }) {
  const percent = Math.floor((100 * one.sent) / one.file.size);
  const name = p("photo-of", { photo: inSentence(photoName(site, one.photo.view)) });
  return (
    <li class="photo">
      {one.file.type.startsWith("video/") ? (
        <video src={one.url} muted playsInline aria-label={name} />
      ) : (
        <img src={one.url} alt={name} />
      )}
      <div class="photo-said">
        <p>{p(`view-${one.photo.view}`)}</p>
        {one.failed !== "" ? (
          <p class="error" role="alert">
            {p("photo-failed", { why: p(one.failed) })}
          </p>
        ) : (
          <>
            <progress max={100} value={percent} aria-label={name} />
            <p class="hint">
              {!state.value.online
                ? p("photo-offline")
                : one.sent === 0
                  ? p("photo-waiting")
                  : `${p("photo-progress", { percent })}${one.secondsLeft === null ? "" : `, ${timeLeft(one.secondsLeft)}`}`}
            </p>
          </>
        )}
        <div class="row">
          {one.failed !== "" && <Button onClick={() => tryAgain(one.photo.key)}>{p("photo-again")}</Button>}
          <Button kind="quiet" onClick={() => giveUp(one.photo.key)} aria-label={`${p("remove")}: ${name}`}>
            {p("remove")}
          </Button>
        </div>
      </div>
    </li>
  );
}

function Sent({ photo, site, retake }: { photo: Photo; site: string | null; retake: () => void }) {
  // Offline the picture may not be had: an empty place, not a broken one.
  const [unseen, setUnseen] = useState(false);
  const name = p("photo-of", { photo: inSentence(photoName(site, photo.view)) });
  const worst = adviceOf(photo)[0];
  const said =
    photo.state === "refused"
      ? p(`photo-refused-${photo.problem ?? "damaged"}`)
      : photo.state !== "ready"
        ? p("photo-checking")
        : photo.retake !== null
          ? p(`retake-${photo.retake.reason}`)
          : worst !== undefined
            ? p(`coach-${worst}`)
            : p("photo-ready");
  const better = photo.state === "refused" || photo.retake !== null || (photo.state === "ready" && worst !== undefined);
  return (
    <li class="photo">
      {photo.state === "ready" && !unseen ? (
        <img src={picture(photo.id, "thumbnail")} alt={name} onError={() => setUnseen(true)} />
      ) : (
        <span class="no-preview" />
      )}
      <div class="photo-said">
        <p>
          {p(`view-${photo.view}`)}
          {photo.duration_ms ? `, ${p("film-of", { seconds: Math.round(photo.duration_ms / 1000) })}` : ""}
        </p>
        <p class={better ? "error" : "hint"}>{said}</p>
        <div class="row">
          {better && (
            <Button icon="photo" onClick={retake} aria-label={`${p("photo-retake")}: ${name}`}>
              {p("photo-retake")}
            </Button>
          )}
          <Button kind="quiet" onClick={() => void takeBack(photo.id)} aria-label={`${p("remove")}: ${name}`}>
            {p("remove")}
          </Button>
        </div>
      </div>
    </li>
  );
}

export interface Ways {
  goOn: () => void;
  throwAway: () => void;
  add: () => void;
  change: (concern: Concern) => void;
  /** One more of this concern. */
  more: (concern: string) => void;
  /** That one again. */
  again: (photo: Photo) => void;
}

function OfConcern({ concern, ways, full }: { concern: Concern | null; ways: Ways; full: boolean }) {
  const [asked, setAsked] = useState(false);
  const id = concern?.id ?? null;
  const site = concern?.body_site ?? null;
  const coming = outgoing.value.filter((one) => one.photo.concern === id);
  const there = (submission.value?.photos ?? []).filter(
    (one) =>
      one.concern === id && one.state !== "receiving" && !outgoing.value.some((each) => each.photo.key === one.key),
  );
  if (concern === null && coming.length + there.length === 0) return null;
  const title = concern === null ? null : p("concern-name", { number: concern.number, site: siteName(site) });
  return (
    <section class="concern" aria-label={title ?? p("photos-heading")}>
      {title !== null && <h3>{title}</h3>}
      <ul>
        {there.map((one) => (
          <Sent key={one.id} photo={one} site={site ?? one.body_site} retake={() => ways.again(one)} />
        ))}
        {coming.map((one) => (
          <OnItsWay key={one.photo.key} one={one} site={site ?? one.photo.body_site ?? null} />
        ))}
      </ul>
      {concern !== null && (
        <div class="row">
          {!full && (
            <Button
              icon="photo"
              onClick={() => ways.more(concern.id)}
              aria-label={`${p("concern-photo-more")}: ${title}`}
            >
              {p("concern-photo-more")}
            </Button>
          )}
          <Button kind="quiet" onClick={() => ways.change(concern)} aria-label={`${p("concern-change")}: ${title}`}>
            {p("concern-change")}
          </Button>
          <Button kind="quiet" onClick={() => setAsked(true)} aria-label={`${p("concern-remove")}: ${title}`}>
            {p("concern-remove")}
          </Button>
        </div>
      )}
      {asked && concern !== null && (
        <div class="notice waiting" role="alert">
          <p>{p("concern-remove-sure")}</p>
          <div class="row">
            <Button kind="danger" onClick={() => void withdrawConcern(concern.id)}>
              {p("remove")}
            </Button>
            <Button onClick={() => setAsked(false)}>{p("keep")}</Button>
          </div>
        </div>
      )}
    </section>
  );
}

/** Everything that was sent or is on its way, and what can be added. */
export function Overview({ ways }: { ways: Ways }) {
  const all = concerns();
  const full = (submission.value?.places_left ?? 1) - outgoing.value.length <= 0;
  const told = begun.value;
  return (
    <>
      {told !== null && (
        <section class="notice waiting begun" aria-labelledby="begun-heading">
          <h3 id="begun-heading">{p("begun-heading")}</h3>
          <p>
            {told.draft.site === null ? p("begun-kept") : p("begun-kept-site", { site: siteName(told.draft.site) })}
          </p>
          <div class="row">
            <Button kind="primary" onClick={ways.goOn}>
              {p("begun-go-on")}
            </Button>
            <Button kind="quiet" onClick={ways.throwAway}>
              {p("begun-throw-away")}
            </Button>
          </div>
        </section>
      )}
      {full && <p class="notice waiting">{p("photos-full")}</p>}
      {nothingAdded() && told === null && <p>{p("photos-empty")}</p>}
      <p class="hint">{p("photos-helper")}</p>
      <p class="hint">{p("photos-who")}</p>
      {trouble.value !== "" && (
        <p class="error" role="alert">
          {trouble.value === "why-remove" ? p("why-remove") : p("photo-failed", { why: p(trouble.value) })}
        </p>
      )}
      {all.map((concern) => (
        <OfConcern key={concern.id} concern={concern} ways={ways} full={full} />
      ))}
      <OfConcern concern={null} ways={ways} full={full} />
      {all.length >= MOST_CONCERNS ? (
        <p class="hint">{p("concerns-full")}</p>
      ) : (
        // One that was begun is told to the end, or thrown away, first: a new one would take its place.
        told === null && (
          <Button kind={all.length === 0 && !full ? "primary" : "plain"} onClick={ways.add}>
            {p("concern-add")}
          </Button>
        )
      )}
    </>
  );
}
