import { call } from "../../api/http.ts";
import type { Advice, View } from "./quality.ts";

export type Source = "camera" | "library" | "still";
type YesNo = "yes" | "no" | "unsure";

/** What the patient tells of a concern; everything may be left out. */
export interface Story {
  readonly since: "days" | "weeks" | "months" | "years" | "always" | "unsure" | null;
  readonly changes: readonly string[];
  /** 0 to 10. */
  readonly itch: number | null;
  readonly pain: number | null;
  readonly bleeding: YesNo | null;
  readonly tried: string;
  readonly history: string;
  readonly medications: string;
  readonly allergies: string;
  readonly words: string;
}

export const NO_STORY: Story = {
  since: null,
  changes: [],
  itch: null,
  pain: null,
  bleeding: null,
  tried: "",
  history: "",
  medications: "",
  allergies: "",
  words: "",
};

export interface Concern {
  readonly id: string;
  readonly number: number;
  readonly body_site: string | null;
  readonly story: Story;
  readonly version: number;
}

/** A photo as the server has it (docs/photos.md). */
export interface Photo {
  readonly id: string;
  readonly key: string;
  readonly concern: string | null;
  readonly body_site: string | null;
  readonly view: View;
  readonly state: "receiving" | "checking" | "ready" | "refused" | "withdrawn" | "erased";
  readonly bytes: number;
  readonly offset: number | null;
  readonly quality: { readonly advice: readonly Advice[] } | null;
  readonly problem: string | null;
  readonly replaces: string | null;
  readonly retake: { readonly reason: string; readonly at: string } | null;
  /** Only a clip has one. */
  readonly duration_ms?: number | null;
}

export interface Submission {
  readonly concerns: readonly Concern[];
  readonly photos: readonly Photo[];
  readonly limits: {
    readonly concerns: number;
    readonly photos: number;
    readonly bytes: number;
    readonly chunk: number;
  };
  readonly places_left: number;
}

export interface NewPhoto {
  readonly key: string;
  readonly view: View;
  readonly size: number;
  readonly source: Source;
  readonly concern: string | null;
  readonly replaces: string | null;
  /** Of its own: a still of the call may belong to no concern. */
  readonly body_site?: string | null;
}

const of = (visit: string) => `visit=${encodeURIComponent(visit)}`;

export const readSubmission = (visit: string) => call<Submission>("GET", `/api/visit-pass/photos?${of(visit)}`);

export const saveConcern = (visit: string, concern: string, body_site: string | null, story: Story) =>
  call<Concern>("PUT", `/api/visit-pass/concerns/${concern}`, { visit, body_site, story });

export const withdrawConcern = (visit: string, concern: string) =>
  call<void>("DELETE", `/api/visit-pass/concerns/${concern}?${of(visit)}`);

export const beginPhoto = (visit: string, photo: NewPhoto) =>
  call<Photo>("POST", "/api/visit-pass/photos", { visit, ...photo });

export const takeBack = (visit: string, photo: string) =>
  call<void>("DELETE", `/api/visit-pass/photos/${photo}?${of(visit)}`);

export const readQueueKey = (visit: string) =>
  call<{ readonly key: string }>("GET", `/api/visit-pass/photo-queue-key?${of(visit)}`);

export const bytesPath = (visit: string, photo: string, offset: number) =>
  `/api/visit-pass/photos/${photo}/bytes?${of(visit)}&offset=${offset}`;

export const picturePath = (visit: string, photo: string, size: "thumbnail" | "screen" | "full") =>
  `/api/visit-pass/photos/${photo}/image?${of(visit)}&size=${size}`;
