import { signal } from "@preact/signals";
import { Problem } from "../../api/http.ts";
import * as api from "./api.ts";
import { dropConcern, dropPhoto, keepConcern, keepPhoto, keptOf, openKept } from "./kept.ts";
import type { Advice, View } from "./quality.ts";
import { later, sendPhoto } from "./sending.ts";
import { begun } from "./telling.ts";

/** A photo of this page: on its way, or failed. `url` shows it; what is on the server is in `submission`. */
export interface Outgoing {
  readonly photo: api.NewPhoto;
  readonly file: Blob;
  readonly url: string;
  readonly sent: number;
  readonly secondsLeft: number | null;
  /** Why it was not taken: a message of ours, or empty while all is well. */
  readonly failed: string;
}

/** What the server has, as last read; null before the first time. */
export const submission = signal<api.Submission | null>(null);
/** What this page still has to send, in order. */
export const outgoing = signal<readonly Outgoing[]>([]);

/** Concerns that are not on the server yet. */
const drafts = signal<readonly api.Concern[]>([]);
/** Why a concern was not taken: a message of ours; empty while all is well. */
export const trouble = signal("");

let visit = "";
let sending = false;

/** Opens the visit's photos: reads what there is, and goes on with what waited in the browser. */
export async function openOutbox(of: string): Promise<void> {
  if (visit === of) return refresh();
  visit = of;
  await refresh();
  if (await openKept(of)) {
    const kept = await keptOf(of);
    const told = new Set(drafts.peek().map((one) => one.id));
    drafts.value = [...drafts.peek(), ...kept.concerns.filter((one) => !told.has(one.id))];
    begun.value ??= kept.begun;
    for (const { photo, file } of kept.photos) {
      if (!outgoing.peek().some((one) => one.photo.key === photo.key)) add(photo, file);
    }
    void run();
  }
}

/** While photos are being checked it is looked so often whether they are, milliseconds. */
const LOOK_MS = 1500;
let again: ReturnType<typeof setTimeout> | undefined;
let newest: Promise<void> = Promise.resolve();
let asked = 0;

/** Reads the list again. Without a network the last one stays; where it is asked for once more meanwhile, that answer is the one. */
export function refresh(): Promise<void> {
  newest = read(++asked);
  return newest;
}

async function read(mine: number): Promise<void> {
  const found = await api.readSubmission(visit).catch(() => null);
  if (mine !== asked) return newest;
  if (found !== null) submission.value = found;
  clearTimeout(again);
  if (submission.peek()?.photos.some((photo) => photo.state === "checking"))
    again = setTimeout(() => void refresh(), LOOK_MS);
}

/** Puts a picture on its way. */
export async function send(
  file: Blob,
  view: View,
  concern: string | null,
  source: api.Source,
  replaces: string | null,
  site: string | null = null,
): Promise<void> {
  const before = submission.peek()?.photos.find((one) => one.id === replaces);
  const photo: api.NewPhoto = {
    key: crypto.randomUUID(),
    view,
    size: file.size,
    source,
    concern,
    replaces,
    // Of a concern it is the concern's.
    body_site: site ?? (concern === null ? (before?.body_site ?? null) : null),
  };
  add(photo, file);
  await openKept(visit);
  await keepPhoto(visit, { photo, file });
  // Given up, or sent already, while it was being put away: then it must not come back with the next page.
  if (!outgoing.peek().some((one) => one.photo.key === photo.key)) await dropPhoto(photo.key);
  void run();
}

/** Tries a failed photo again. */
export function tryAgain(key: string): void {
  change(key, { failed: "" });
  void run();
}

/** Gives a photo up that is not sent yet. */
export function giveUp(key: string): void {
  const gone = outgoing.peek().find((one) => one.photo.key === key);
  if (gone) URL.revokeObjectURL(gone.url);
  outgoing.value = outgoing.peek().filter((one) => one.photo.key !== key);
  void dropPhoto(key);
  const begun = submission.peek()?.photos.find((one) => one.key === key);
  if (begun) void api.takeBack(visit, begun.id).then(refresh, () => undefined);
}

/** Takes a photo back that is on the server. */
export function takeBack(photo: string): Promise<void> {
  return attempt(() => api.takeBack(visit, photo));
}

/** Does it and reads the list again. What keeps it from being done stands in `trouble`. */
async function attempt(act: () => Promise<void>): Promise<void> {
  trouble.value = "";
  try {
    await act();
  } catch (error) {
    // Gone already: somebody else was quicker, which is as good.
    if (!(error instanceof Problem && error.status === 404)) trouble.value = "why-remove";
  }
  await refresh();
}

/** Keeps a concern: in the page at once, on the server as soon as there is a network. */
export function saveConcern(id: string, site: string | null, story: api.Story): void {
  const number = concerns().find((one) => one.id === id)?.number ?? concerns().length + 1;
  const told: api.Concern = { id, number, body_site: site, story, version: 0 };
  drafts.value = [...drafts.peek().filter((one) => one.id !== id), told];
  trouble.value = "";
  void keepConcern(visit, told);
  void run();
}

/** The visit's concerns, with what is not on the server yet. */
export function concerns(): readonly api.Concern[] {
  const known = (submission.value?.concerns ?? []).filter((one) => !drafts.value.some((draft) => draft.id === one.id));
  return [...known, ...drafts.value].sort((one, other) => one.number - other.number);
}

/** Whether the patient has added nothing at all. */
export function nothingAdded(): boolean {
  return concerns().length + outgoing.value.length + (submission.value?.photos.length ?? 0) === 0;
}

async function saveDrafts(): Promise<void> {
  let tries = 0;
  for (let draft = drafts.peek()[0]; draft !== undefined; draft = drafts.peek()[0]) {
    const { id, body_site, story } = draft;
    const done = () => {
      drafts.value = drafts.peek().filter((one) => one !== draft);
      // Told anew meanwhile: that one still waits.
      if (!drafts.peek().some((one) => one.id === id)) void dropConcern(id);
    };
    try {
      await api.saveConcern(visit, id, body_site, story);
      await refresh();
      done();
    } catch (error) {
      if (error instanceof Problem && error.status < 500) {
        done();
        trouble.value = whyOf(error);
      } else await later(Math.min(15_000, 1000 * 2 ** tries++));
    }
  }
}

export async function withdrawConcern(id: string): Promise<void> {
  drafts.value = drafts.peek().filter((one) => one.id !== id);
  void dropConcern(id);
  for (const one of outgoing.peek().filter((each) => each.photo.concern === id)) giveUp(one.photo.key);
  await attempt(() => api.withdrawConcern(visit, id));
}

/** The photos that the practice asks for again, without those whose successor is on its way. */
export function askedAgain(): readonly api.Photo[] {
  const photos = submission.value?.photos ?? [];
  const coming = photos.filter((one) => one.state === "receiving" || one.state === "checking");
  const replaced = [...coming, ...outgoing.value.map((one) => one.photo)].map((one) => one.replaces);
  return photos.filter((one) => one.state === "ready" && one.retake !== null && !replaced.includes(one.id));
}

/** What the server finds of a photo after it has read it, for browsers that could not. */
export function adviceOf(photo: api.Photo): readonly Advice[] {
  return photo.quality?.advice ?? [];
}

export const picture = (photo: string, size: "thumbnail" | "screen" | "full") => api.picturePath(visit, photo, size);

const REASONS = new Set(["too_large", "no_place_left", "not_now", "not_signed_in"]);

/** The message that tells the patient, in their language, why the server did not take something. */
function whyOf(error: unknown): string {
  return error instanceof Problem && REASONS.has(error.code) ? `why-${error.code}` : "why-other";
}

function add(photo: api.NewPhoto, file: Blob): void {
  const url = URL.createObjectURL(file);
  outgoing.value = [...outgoing.peek(), { photo, file, url, sent: 0, secondsLeft: null, failed: "" }];
}

function change(key: string, to: Partial<Outgoing>): void {
  outgoing.value = outgoing.peek().map((one) => (one.photo.key === key ? { ...one, ...to } : one));
}

/** One photo after the other: two at once would only share the line. */
async function run(): Promise<void> {
  if (sending) return;
  sending = true;
  try {
    for (;;) {
      await saveDrafts();
      const next = outgoing.peek().find((one) => one.failed === "");
      if (next === undefined) return;
      const { key } = next.photo;
      const gone = () => !outgoing.peek().some((one) => one.photo.key === key);
      try {
        const chunk = submission.peek()?.limits.chunk ?? 1 << 20;
        const told = (progress: { sent: number; secondsLeft: number | null }) => change(key, progress);
        if ((await sendPhoto(visit, next.photo, next.file, chunk, told, gone)) === null) continue;
        await refresh();
        URL.revokeObjectURL(next.url);
        outgoing.value = outgoing.peek().filter((one) => one.photo.key !== key);
        void dropPhoto(key);
      } catch (error) {
        const lost = error instanceof Problem && error.status === 422 && next.photo.concern !== null;
        // What was told of its concern is nowhere any more (a storage that keeps nothing): the photo is here.
        if (lost) change(key, { photo: { ...next.photo, concern: null } });
        else change(key, { failed: whyOf(error) });
      }
    }
  } finally {
    sending = false;
  }
}
