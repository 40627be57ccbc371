/**
 * Pictures as object URLs, each fetched once while the workspace is open: the server lets no cache keep them.
 * The small sizes stay; of the whole pictures only the newest few do.
 */

import { call, send } from "../../api/http.ts";
import type { Picture, Size } from "./photos.ts";

type Part = Size | "clip";

const WHOLE_KEPT = 4;

export class Pixels {
  private readonly urls = new Map<string, Promise<string>>();
  private readonly batches = new Map<string, Promise<Record<string, string>>>();
  private closed = false;

  /** The address of the picture's bytes in this page. Rejects like `send`, and then tries anew the next time. */
  url(picture: Picture, size: Part): Promise<string> {
    const key = `${picture.id} ${size}`;
    const known = this.urls.get(key);
    if (known) {
      // Used again: the last to be forgotten.
      this.urls.delete(key);
      this.urls.set(key, known);
      return known;
    }
    const fetched = this.fetch(picture, size);
    this.urls.set(key, fetched);
    fetched.catch(() => this.urls.delete(key));
    if (size === "full") this.forgetSome();
    return fetched;
  }

  /** Fetches every thumbnail of a visit in one answer. Asked for one by one, they would be a request each. */
  thumbnails(visit: string): void {
    const all = call<{ thumbnails: Record<string, string> }>("GET", `/api/visits/${visit}/photos/thumbnails`);
    this.batches.set(
      visit,
      all.then(
        (answer) => answer.thumbnails,
        () => ({}),
      ),
    );
  }

  /** Gives the memory back. */
  close(): void {
    this.closed = true;
    for (const url of this.urls.values()) void url.then(URL.revokeObjectURL, () => undefined);
    this.urls.clear();
  }

  private async fetch(picture: Picture, size: Part): Promise<string> {
    const batch = size === "thumbnail" && (await this.batches.get(picture.visit))?.[picture.id];
    if (batch) return this.keep(jpeg(batch));
    const path = `/api/visits/${picture.visit}/photos/${picture.id}`;
    const answer = await send("GET", size === "clip" ? `${path}/clip` : `${path}/image?size=${size}`);
    return this.keep(await answer.blob());
  }

  private keep(blob: Blob): string {
    const url = URL.createObjectURL(blob);
    if (this.closed) URL.revokeObjectURL(url);
    return url;
  }

  private forgetSome(): void {
    const whole = [...this.urls.keys()].filter((key) => key.endsWith(" full"));
    for (const key of whole.slice(0, -WHOLE_KEPT)) {
      void this.urls.get(key)?.then(URL.revokeObjectURL, () => undefined);
      this.urls.delete(key);
    }
  }
}

/** The picture of base64 text; the page's policy lets no `data:` address be fetched. */
function jpeg(text: string): Blob {
  return new Blob([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))], { type: "image/jpeg" });
}
