import type { Signal } from "@preact/signals";
import { SelectField } from "../../ui/field.tsx";
import { reviewText } from "../text/review.ts";
import type { Desk } from "./desk.ts";
import { siteName, VIEWS, type View } from "./photos.ts";

/** Which concern a photo belongs to, or none; `none` says so. */
export function ConcernField(props: { desk: Desk; label: string; none: string; concern: Signal<string> }) {
  const { desk, label, none, concern } = props;
  return (
    <SelectField
      label={label}
      value={concern.value}
      onChange={(event) => {
        concern.value = event.currentTarget.value;
      }}
    >
      {desk.concerns.value.map((one) => (
        <option key={one.id} value={one.id}>
          {reviewText.concern(one.number, siteName(one.body_site))}
        </option>
      ))}
      <option value="">{none}</option>
    </SelectField>
  );
}

/** From how near it is taken. */
export function ViewField({ view }: { view: Signal<View> }) {
  return (
    <SelectField
      label={reviewText.requests.stillView}
      value={view.value}
      onChange={(event) => {
        view.value = event.currentTarget.value as View;
      }}
    >
      {VIEWS.map((one) => (
        <option key={one} value={one}>
          {reviewText.views[one]}
        </option>
      ))}
    </SelectField>
  );
}
