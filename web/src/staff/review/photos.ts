/** The JSON of photos, as the workspace reads it (docs/photos.md), and what can be said of it without a page. */

import { call } from "../../api/http.ts";

export type Size = "thumbnail" | "screen" | "full";
export type View = "overview" | "close" | "scale";

export interface Story {
  since: string | null;
  changes: string[];
  itch: number | null;
  pain: number | null;
  bleeding: string | null;
  tried: string;
  history: string;
  medications: string;
  allergies: string;
  words: string;
}

export interface Concern {
  id: string;
  number: number;
  body_site: string | null;
  story: Story;
  at: string;
}

export interface Photo {
  id: string;
  concern: string | null;
  body_site: string | null;
  view: View;
  source: "camera" | "library" | "still";
  state: string;
  width: number | null;
  height: number | null;
  quality: { advice?: string[] } | null;
  retake: { reason: string; at: string } | null;
  at: string;
  /** Only a clip has one; its pictures are of its sharpest frame. */
  duration_ms: number | null;
  frame_rate: number | null;
  /** Where a clinician has put it among its concern's photos. */
  place: number | null;
}

/** A photo of this visit or an earlier one, with all that is needed to show it. */
export interface Picture {
  id: string;
  /** The visit it was sent for, through which it is read. */
  visit: string;
  /** RFC 3339; when it was taken in, or for earlier visits when that visit was. */
  at: string;
  earlier: boolean;
  site: string | null;
  width: number;
  height: number;
  photo: Photo;
}

interface Submission {
  concerns: Concern[];
  photos: Photo[];
}

export interface Sent {
  concerns: Concern[];
  pictures: Picture[];
  /** How many are still on their way or being read. */
  coming: number;
}

export async function readSent(visit: string): Promise<Sent> {
  const sent = await call<Submission>("GET", `/api/visits/${visit}/photos`);
  const where = new Map(sent.concerns.map((one) => [one.id, one.body_site]));
  const ready = sent.photos.filter((one) => one.state === "ready");
  return {
    concerns: sent.concerns,
    pictures: ready.map((photo) => picture(photo, visit, photo.at, false, where.get(photo.concern ?? "") ?? null)),
    coming: sent.photos.length - ready.length,
  };
}

interface EarlierVisit {
  visit: string;
  scheduled_at: string;
  photos: Photo[];
}

/** Pictures of the same patient's earlier visits, the newest visit first. */
export async function readEarlier(visit: string): Promise<Picture[]> {
  const { visits } = await call<{ visits: EarlierVisit[] }>("GET", `/api/visits/${visit}/photos/earlier`);
  return visits.flatMap((one) =>
    one.photos.map((photo) => picture(photo, one.visit, one.scheduled_at, true, photo.body_site)),
  );
}

function picture(photo: Photo, visit: string, at: string, earlier: boolean, site: string | null): Picture {
  return {
    id: photo.id,
    visit,
    at,
    earlier,
    site: photo.body_site ?? site,
    width: photo.width ?? 1,
    height: photo.height ?? 1,
    photo,
  };
}

/** "Oct 23, 2026", in the reader's zone and words. */
export function dateOf(instant: string): string {
  return new Date(instant).toLocaleDateString(undefined, { dateStyle: "medium" });
}

/** "Cheek, left" for `cheek-left`. */
export function siteName(site: string | null): string {
  if (!site) return "Place not named";
  const side = /-(left|right)$/.exec(site)?.[1];
  const plain = (side ? site.slice(0, -side.length - 1) : site).replaceAll("-", " ");
  const words = plain.charAt(0).toUpperCase() + plain.slice(1);
  return side ? `${words}, ${side}` : words;
}

/** From far to near: the order in which they are taken and read. */
export const VIEWS: readonly View[] = ["overview", "close", "scale"];

/** Pictures in the order in which they are read: by concern, as a clinician has put them, else overview first, then by time. */
export function inOrder(pictures: readonly Picture[], concerns: readonly Concern[]): Picture[] {
  const place = new Map(concerns.map((one) => [one.id, one.number]));
  const rank = (one: Picture) => place.get(one.photo.concern ?? "") ?? Number.MAX_SAFE_INTEGER;
  const put = (one: Picture) => one.photo.place ?? Number.MAX_SAFE_INTEGER;
  return [...pictures].sort(
    (one, other) =>
      rank(one) - rank(other) ||
      put(one) - put(other) ||
      VIEWS.indexOf(one.photo.view) - VIEWS.indexOf(other.photo.view) ||
      one.at.localeCompare(other.at),
  );
}

/** Where a photo belongs: the how-manieth of which concern, as which view, and where on the body if it says so itself. */
export interface Place {
  concern: string | null;
  body_site: string | null;
  view: View;
  place: number;
}

/** Where a picture stands now, among all of its visit in their order. */
export function placeOf(one: Picture, all: readonly Picture[]): Place {
  const { concern, body_site, view } = one.photo;
  const place = all.filter((each) => each.photo.concern === concern).findIndex((each) => each.id === one.id);
  return { concern, body_site, view, place };
}

export const putPhoto = (one: Picture, at: Place) =>
  call<Photo>("PUT", `/api/visits/${one.visit}/photos/${one.id}/place`, at);

/** Earlier pictures of the same place on the body, the best to compare with first: the same view, then the newest. */
export function sameSite(of: Picture, earlier: readonly Picture[]): Picture[] {
  const found = of.site ? earlier.filter((one) => one.site === of.site && one.id !== of.id) : [];
  const near = (one: Picture) => Number(one.photo.view !== of.photo.view);
  return found.sort((one, other) => near(one) - near(other) || other.at.localeCompare(one.at));
}
