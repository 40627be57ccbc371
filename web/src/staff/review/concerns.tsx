import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Facts } from "../parts/facts.tsx";
import { reviewText as text } from "../text/review.ts";
import type { Desk } from "./desk.ts";
import { type Concern, dateOf, type Picture, placeOf, type Story, sameSite, siteName } from "./photos.ts";

/** Everything the patient sent: each concern with its story and its pictures, and earlier ones of the same place. */
export function Concerns({ desk, beside, sorts }: { desk: Desk; beside: boolean; sorts: boolean }) {
  const pictures = desk.pictures.value;
  const known = new Set(desk.concerns.value.map((one) => one.id));
  const loose = pictures.filter((one) => !known.has(one.photo.concern ?? ""));
  return (
    <section class="concerns" aria-label={text.concerns}>
      {desk.concerns.value.map((one) => (
        <section key={one.id} class="concern" aria-labelledby={`concern-${one.id}`}>
          <h2 id={`concern-${one.id}`}>{text.concern(one.number, siteName(one.body_site))}</h2>
          <Thumbnails
            desk={desk}
            beside={beside}
            sorts={sorts}
            concern={one.id}
            pictures={pictures.filter((each) => each.photo.concern === one.id)}
          />
          <Told concern={one} />
        </section>
      ))}
      {loose.length > 0 && (
        <section class="concern" aria-labelledby="concern-loose">
          <h2 id="concern-loose">{text.others}</h2>
          <Thumbnails desk={desk} beside={beside} sorts={sorts} concern={null} pictures={loose} />
        </section>
      )}
      {desk.coming.value > 0 && (
        <p class="aside" role="status">
          {text.coming(desk.coming.value)}
        </p>
      )}
    </section>
  );
}

interface Row {
  desk: Desk;
  beside: boolean;
  /** Whether this person may sort. */
  sorts: boolean;
  concern: string | null;
  pictures: readonly Picture[];
}

/** What a dragged photo is called on its way. */
const DRAGGED = "application/x-vestibule-photo";

function Thumbnails({ desk, beside, sorts, concern, pictures }: Row) {
  const drop = (event: DragEvent, place: number) => {
    const picture = desk.find(event.dataTransfer?.getData(DRAGGED) ?? "");
    if (!picture || picture.earlier) return;
    event.preventDefault();
    event.stopPropagation();
    const now = placeOf(picture, desk.pictures.peek());
    // Taken out first: what stood behind it moves up.
    const at = now.concern === concern && now.place < place ? place - 1 : place;
    if (now.concern !== concern || now.place !== at) void desk.place(picture, { ...now, concern, place: at });
  };
  const over = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes(DRAGGED)) event.preventDefault();
  };
  const sites = new Set(pictures.map((one) => one.site));
  const before = [...sites].flatMap((site) => {
    const one = pictures.find((each) => each.site === site);
    return one ? sameSite(one, desk.earlier.value) : [];
  });
  return (
    <>
      <ul class="thumbnails" onDragOver={over} onDrop={(event) => drop(event, pictures.length)}>
        {pictures.map((one, place) => (
          <li
            key={one.id}
            draggable={sorts}
            title={sorts ? text.sort.hint : undefined}
            onDragStart={(event) => event.dataTransfer?.setData(DRAGGED, one.id)}
            onDragOver={over}
            onDrop={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              drop(event, event.clientX > box.left + box.width / 2 ? place + 1 : place);
            }}
            onKeyDown={(event) => {
              if (!sorts || !event.shiftKey || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
              event.preventDefault();
              event.stopPropagation();
              void desk.shift(one, event.key === "ArrowRight" ? 1 : -1);
            }}
          >
            <Thumbnail desk={desk} picture={one} onChoose={() => desk.show(one.id, beside)} />
          </li>
        ))}
      </ul>
      {before.length > 0 && (
        <ul class="thumbnails earlier">
          {before.map((one) => (
            <li key={one.id}>
              <Thumbnail
                desk={desk}
                picture={one}
                onChoose={() => {
                  const now = pictures.find((each) => each.site === one.site && each.photo.view === one.photo.view);
                  const here = now ?? pictures.find((each) => each.site === one.site);
                  if (here) desk.show(here.id);
                  desk.compare(desk.layout.peek(), one);
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Thumbnail({ desk, picture, onChoose }: { desk: Desk; picture: Picture; onChoose: () => void }) {
  const url = useSignal("");
  useEffect(() => {
    let here = true;
    desk.pixels.url(picture, "thumbnail").then(
      (found) => {
        if (here) url.value = found;
      },
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [picture.id]);
  const number = desk.pictures.value.indexOf(picture) + 1;
  const view = text.views[picture.photo.view];
  const site = siteName(picture.site);
  const day = dateOf(picture.at);
  const clip = picture.photo.duration_ms === null ? "" : ` ${text.film.short(picture.photo.duration_ms)}`;
  // What is read on it is part of its name, in one piece (WCAG 2.5.3).
  const words = `${picture.earlier ? day : picture.photo.source === "still" ? text.still : view}${clip}`;
  const name = picture.earlier ? text.showEarlier(site, view, words) : text.show(site, words, number);
  const advice = picture.photo.quality?.advice ?? [];
  return (
    <button
      type="button"
      class="thumbnail"
      aria-pressed={desk.shown.value.includes(picture.id)}
      aria-label={[name, ...advice.map((one) => text.advices[one] ?? one)].join(", ")}
      onClick={onChoose}
    >
      {url.value ? <img src={url.value} alt="" draggable={false} /> : <span class="thumbnail-wait" />}
      <span class="thumbnail-words">{words}</span>{" "}
      {advice.length > 0 && <span class="thumbnail-advice">{text.advices[advice[0] ?? ""] ?? advice[0]}</span>}
    </button>
  );
}

function Told({ concern }: { concern: Concern }) {
  const rows = told(concern.story);
  if (rows.length === 0) return <p class="aside">{text.storyEmpty}</p>;
  return <Facts rows={rows} class="story" />;
}

function told(story: Story): [string, string][] {
  const value = (one: string) => text.values[one] ?? one;
  const rows: [string, string][] = [
    [text.story.words, story.words],
    [text.story.since, story.since ? value(story.since) : ""],
    [text.story.changes, story.changes.map(value).join(", ")],
    [text.story.itch, story.itch === null ? "" : text.of10(story.itch)],
    [text.story.pain, story.pain === null ? "" : text.of10(story.pain)],
    [text.story.bleeding, story.bleeding ? value(story.bleeding) : ""],
    [text.story.tried, story.tried],
    [text.story.history, story.history],
    [text.story.medications, story.medications],
    [text.story.allergies, story.allergies],
  ];
  return rows.filter(([, words]) => words !== "");
}
