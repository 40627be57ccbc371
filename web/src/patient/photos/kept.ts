/** What the patient made and told that is not on the server yet, as it outlives a reload (api/sealed.ts). */

import { drop, isOpen, openedOf, openWith, seal } from "../../api/sealed.ts";
import { type Concern, type NewPhoto, readQueueKey, type Story } from "./api.ts";

/** A photo that waits to be sent. */
export interface Waiting {
  readonly photo: NewPhoto;
  readonly file: Blob;
}

/** A concern that is being told. `fresh`: it is none of the visit's yet. */
export interface Draft {
  readonly id: string;
  readonly fresh: boolean;
  readonly site: string | null;
  readonly story: Story;
}

/** The steps of telling it, in order. */
export type TellingStep = "where" | "story" | "health";

/** How far the telling had come. */
export interface Begun {
  readonly step: TellingStep;
  readonly draft: Draft;
}

/** Everything of a visit that waited. */
export interface Kept {
  readonly photos: Waiting[];
  /** Told to the end, and not on the server yet. */
  readonly concerns: Concern[];
  readonly begun: Begun | null;
}

const CONCERN = "concern ";
const BEGUN = "begun ";

/** Gets the key while there is a network. */
export async function openKept(visit: string): Promise<boolean> {
  if (isOpen(visit)) return true;
  try {
    await openWith(visit, (await readQueueKey(visit)).key);
    return true;
  } catch {
    return false;
  }
}

export async function keepPhoto(visit: string, { photo, file }: Waiting): Promise<void> {
  await seal(visit, photo.key, await file.arrayBuffer(), { said: JSON.stringify(photo), type: file.type });
}

export const dropPhoto = (key: string): Promise<void> => drop(key);

export const keepConcern = (visit: string, concern: Concern): Promise<void> =>
  seal(visit, CONCERN + concern.id, written(concern));

export const dropConcern = (id: string): Promise<void> => drop(CONCERN + id);

export const keepBegun = (visit: string, begun: Begun): Promise<void> => seal(visit, BEGUN + visit, written(begun));

export const dropBegun = (visit: string): Promise<void> => drop(BEGUN + visit);

/** What of the visit waits in the browser. */
export async function keptOf(visit: string): Promise<Kept> {
  const photos: Waiting[] = [];
  const concerns: Concern[] = [];
  let begun: Begun | null = null;
  for (const one of await openedOf(visit)) {
    if (one.key.startsWith(CONCERN)) concerns.push(read<Concern>(one.content));
    else if (one.key.startsWith(BEGUN)) begun = read<Begun>(one.content);
    else photos.push({ photo: JSON.parse(one.said) as NewPhoto, file: new Blob([one.content], { type: one.type }) });
  }
  return { photos, concerns, begun };
}

const written = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

function read<Value>(content: ArrayBuffer): Value {
  return JSON.parse(new TextDecoder().decode(content)) as Value;
}
