import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/field.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { reviewText } from "../text/review.ts";
import type { Desk } from "./desk.ts";
import { type Picture, placeOf, siteName, type View } from "./photos.ts";
import { ConcernField, ViewField } from "./place_fields.tsx";

const text = reviewText.sort;

interface Props {
  desk: Desk;
  picture: Picture;
  onClose: () => void;
}

/** Where a photo belongs, all of it by fields: what dragging does, and more. */
export function SortForm({ desk, picture, onClose }: Props) {
  const now = placeOf(picture, desk.pictures.peek());
  const concern = useSignal(now.concern ?? "");
  const site = useSignal(now.body_site ?? "");
  const view = useSignal<View>(now.view);
  const place = useSignal(now.place);
  const sites = useSignal<readonly string[]>([]);
  useEffect(() => {
    void import("../../../../server/images/body_sites.json").then(({ default: found }) => {
      sites.value = found.map((one) => one.id);
    });
  }, []);
  const others = desk.pictures.value.filter(
    (one) => one.photo.concern === (concern.value || null) && one.id !== picture.id,
  );
  const send = async (event: Event) => {
    event.preventDefault();
    const to = { concern: concern.value || null, body_site: site.value || null, view: view.value };
    await desk.place(picture, { ...to, place: Math.min(place.value, others.length) });
    onClose();
  };
  const known = site.value && !sites.value.includes(site.value) ? [site.value, ...sites.value] : sites.value;
  return (
    <Dialog title={text.title} onClose={onClose}>
      <form class="mark-form" onSubmit={(event) => void send(event)}>
        <ConcernField desk={desk} label={text.concern} none={reviewText.others} concern={concern} />
        <SelectField
          label={text.place}
          value={Math.min(place.value, others.length)}
          onChange={(event) => {
            place.value = Number(event.currentTarget.value);
          }}
        >
          {[...others, null].map((_, number) => (
            <option key={number} value={number}>
              {number + 1}
            </option>
          ))}
        </SelectField>
        <ViewField view={view} />
        <SelectField
          label={text.site}
          value={site.value}
          onChange={(event) => {
            site.value = event.currentTarget.value;
          }}
        >
          <option value="">{text.ofConcern}</option>
          {known.map((one) => (
            <option key={one} value={one}>
              {siteName(one)}
            </option>
          ))}
        </SelectField>
        <div class="dialog-buttons">
          <Button kind="primary" type="submit">
            {text.move}
          </Button>
          <Button onClick={onClose}>{reviewText.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
