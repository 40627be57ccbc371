import { practice } from "../frame.tsx";
import type { Photo } from "./api.ts";
import { concerns, picture } from "./outbox.ts";
import type { Advice } from "./quality.ts";
import { p, photoName } from "./words.ts";

/** Reasons for which there is advice of their own; with any other, the view is taken as it was explained. */
const ADVISED: readonly string[] = ["blurry", "dark", "bright", "color", "far", "small"] satisfies Advice[];

/** What would make the photo that is asked for again a better one. */
export function advisedBy(photo: Photo | null): Advice | null {
  const reason = photo?.retake?.reason ?? "";
  return ADVISED.includes(reason) ? (reason as Advice) : null;
}

/** Which photo the practice asks for again, and why. */
export function AskedAgain({ photo }: { photo: Photo }) {
  const site = concerns().find((one) => one.id === photo.concern)?.body_site ?? photo.body_site;
  return (
    <div class="notice waiting">
      <div class="photo">
        <img src={picture(photo.id, "thumbnail")} alt="" />
        <div class="photo-said">
          <p>
            <strong>{photoName(site, photo.view)}</strong>
          </p>
          <p>{p("retake-asked", { practice: practice()?.name ?? "" })}</p>
          <p>{p(`retake-${photo.retake?.reason}`)}</p>
        </div>
      </div>
    </div>
  );
}
