import { useSignal } from "@preact/signals";
import { call } from "../../api/http.ts";
import type { VisitFrame } from "../../protocol/frames.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/field.tsx";
import { ask } from "../live.ts";
import { Dialog } from "../parts/dialog.tsx";
import { sentence } from "../refusal.ts";
import { reviewText } from "../text/review.ts";
import type { Desk } from "./desk.ts";
import type { View } from "./photos.ts";
import { ConcernField, ViewField } from "./place_fields.tsx";
import { SortForm } from "./sort.tsx";
import type { Together } from "./together.ts";

const text = reviewText.requests;
const REASONS = ["blurry", "dark", "bright", "color", "far", "small", "no_skin", "other_place", "scale"] as const;

interface Props {
  desk: Desk;
  visit: string;
  frame: VisitFrame | null;
  together: Together;
}

/** What a clinician asks of the patient's page: look at this together, a still now, this one again. */
export function Requests({ desk, visit, frame, together }: Props) {
  const asking = useSignal<"still" | "retake" | "sort" | null>(null);
  const picture = desk.current.value;
  const own = picture && !picture.earlier ? picture : null;
  const shown = together.showing === null ? null : desk.find(together.showing);
  const close = () => {
    asking.value = null;
  };
  return (
    <>
      {together.possible && own && together.showing !== own.id && (
        <Button kind="primary" onClick={() => void together.show(own.id)}>
          {text.show}
        </Button>
      )}
      {together.showing !== null && <Button onClick={() => void together.stop()}>{text.stop}</Button>}
      {together.possible && (
        <Button
          onClick={() => {
            asking.value = "still";
          }}
        >
          {text.still}
        </Button>
      )}
      {own && own.photo.retake === null && (
        <Button
          onClick={() => {
            asking.value = "retake";
          }}
        >
          {text.retake}
        </Button>
      )}
      {own && (
        <Button
          onClick={() => {
            asking.value = "sort";
          }}
        >
          {reviewText.sort.open}
        </Button>
      )}
      <p role="status" class="aside">
        {[
          shown ? (shown.photo.duration_ms === null ? text.showing : text.showingClip) : "",
          together.ended.value ? text.ended : "",
          frame?.still ? text.stillStates[frame.still.state] : "",
          own?.photo.retake ? text.retakeAsked(reviewText.advices[own.photo.retake.reason] ?? "") : "",
        ]
          .filter(Boolean)
          .join(" ")}
      </p>
      {together.failed.value && <p class="notice danger">{together.failed.value}</p>}
      {asking.value === "still" && <AskStill desk={desk} visit={visit} onClose={close} />}
      {asking.value === "sort" && own && <SortForm desk={desk} picture={own} onClose={close} />}
      {asking.value === "retake" && own && <AskRetake desk={desk} visit={visit} photo={own.id} onClose={close} />}
    </>
  );
}

function AskStill({ desk, visit, onClose }: { desk: Desk; visit: string; onClose: () => void }) {
  const current = desk.current.peek();
  const concerns = desk.concerns.value;
  const concern = useSignal(current?.earlier ? "" : (current?.photo.concern ?? concerns[0]?.id ?? ""));
  const view = useSignal<View>("close");
  const failed = useSignal("");
  const send = async (event: Event) => {
    event.preventDefault();
    // The patient reads where; the photo itself belongs to the concern.
    const of = concerns.find((one) => one.id === concern.value);
    const site = of ? of.body_site : (current?.site ?? null);
    try {
      await ask({
        type: "still",
        visit,
        step: "ask",
        view: view.value,
        concern: concern.value || null,
        body_site: site,
      });
      announce(text.stillStates.asked);
      onClose();
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  return (
    <Dialog title={text.stillTitle} onClose={onClose}>
      <form class="mark-form" onSubmit={(event) => void send(event)}>
        <p>{text.stillHow}</p>
        <ConcernField desk={desk} label={text.stillOf} none={text.stillElsewhere} concern={concern} />
        <ViewField view={view} />
        {failed.value && <p class="notice danger">{failed.value}</p>}
        <div class="dialog-buttons">
          <Button kind="primary" type="submit">
            {text.stillAsk}
          </Button>
          <Button onClick={onClose}>{reviewText.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}

interface Retake {
  desk: Desk;
  visit: string;
  photo: string;
  onClose: () => void;
}

function AskRetake({ desk, visit, photo, onClose }: Retake) {
  const found = desk.current.peek()?.photo.quality?.advice?.[0];
  const reason = useSignal<string>(REASONS.find((one) => one === found) ?? "blurry");
  const failed = useSignal("");
  const send = async (event: Event) => {
    event.preventDefault();
    try {
      await call("POST", `/api/visits/${visit}/photos/${photo}/retake`, { reason: reason.value });
      await desk.read();
      announce(text.retakeDone);
      onClose();
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  return (
    <Dialog title={text.retakeTitle} onClose={onClose}>
      <form class="mark-form" onSubmit={(event) => void send(event)}>
        <SelectField
          label={text.retakeWhy}
          value={reason.value}
          onChange={(event) => {
            reason.value = event.currentTarget.value;
          }}
        >
          {REASONS.map((one) => (
            <option key={one} value={one} selected={one === reason.value}>
              {reviewText.advices[one]}
            </option>
          ))}
        </SelectField>
        {failed.value && <p class="notice danger">{failed.value}</p>}
        <div class="dialog-buttons">
          <Button kind="primary" type="submit">
            {text.retakeAsk}
          </Button>
          <Button onClick={onClose}>{reviewText.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
