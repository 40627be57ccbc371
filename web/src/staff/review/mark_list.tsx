import { useSignal } from "@preact/signals";
import { Button } from "../../ui/button.tsx";
import { dayAndTime } from "../format/zoned.ts";
import { Dialog } from "../parts/dialog.tsx";
import { reviewText as text } from "../text/review.ts";
import type { Desk } from "./desk.ts";
import { label } from "./drawn.tsx";
import { type Kind, KNOWN, type Mark, type Point, type Shape } from "./marks.ts";
import type { Picture } from "./photos.ts";

/** The marks on the current picture in words: who made each, and when. */
export function MarkList({ desk, marks }: { desk: Desk; marks: boolean }) {
  const picture = desk.current.value;
  if (!picture) return null;
  const here = desk.marks.value.filter((one) => one.photo === picture.id);
  if (here.length === 0) return null;
  return (
    <section class="mark-list" aria-labelledby="marks-heading">
      <div class="row">
        <h2 id="marks-heading">{text.marks}</h2>
        <Button
          class="toggle"
          aria-pressed={desk.showMarks.value}
          onClick={() => {
            desk.showMarks.value = !desk.showMarks.value;
          }}
        >
          {text.showMarks}
        </Button>
      </div>
      <ul>
        {here.map((mark) => (
          <li key={mark.id}>
            <span>
              <strong>{text.markNames[mark.kind]}</strong> {label(mark, picture, desk.marks.value)}
              <span class="aside"> {text.madeBy(mark.author_name, dayAndTime(mark.at))}</span>
            </span>
            {marks && desk.mine(mark) && (
              <Button
                kind="quiet"
                aria-label={text.remove(words(mark, picture, desk))}
                onClick={() => void desk.remove(picture, mark)}
              >
                {text.removeShort}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function words(mark: Mark, picture: Picture, desk: Desk): string {
  return `${text.markNames[mark.kind]} ${label(mark, picture, desk.marks.value)}`.trim();
}

export interface Finished {
  picture: Picture;
  kind: Kind;
  points: Point[];
}

/** What a mark still needs before it is kept: a note its words, a scale its known length. */
export function FinishMark({
  done,
  onKeep,
  onClose,
}: {
  done: Finished;
  onKeep: (shape: Shape) => void;
  onClose: () => void;
}) {
  return done.kind === "scale" ? (
    <ScaleForm done={done} onKeep={onKeep} onClose={onClose} />
  ) : (
    <NoteForm done={done} onKeep={onKeep} onClose={onClose} />
  );
}

interface Form {
  done: Finished;
  onKeep: (shape: Shape) => void;
  onClose: () => void;
}

function NoteForm({ done, onKeep, onClose }: Form) {
  const said = useSignal("");
  const keep = (event: Event) => {
    event.preventDefault();
    if (done.kind === "note" && !said.value.trim()) return;
    onKeep({ kind: done.kind, points: done.points, text: said.value.trim(), length_mm: null });
  };
  return (
    <Dialog title={text.noteTitle} onClose={onClose}>
      <form class="mark-form" onSubmit={keep}>
        <label for="mark-note">{text.noteLabel}</label>
        <textarea
          id="mark-note"
          class="control"
          rows={3}
          maxLength={500}
          required={done.kind === "note"}
          value={said.value}
          onInput={(event) => {
            said.value = event.currentTarget.value;
          }}
        />
        <FormButtons onClose={onClose} />
      </form>
    </Dialog>
  );
}

function ScaleForm({ done, onKeep, onClose }: Form) {
  const which = useSignal(KNOWN[0]?.name ?? "");
  const mm = useSignal("");
  const wrong = useSignal(false);
  const keep = (event: Event) => {
    event.preventDefault();
    const known = KNOWN.find((one) => one.name === which.value);
    const length = known?.mm ?? Number(mm.value.replace(",", "."));
    wrong.value = !(length >= 1 && length <= 300);
    if (!wrong.value) onKeep({ kind: "scale", points: done.points, text: known?.name ?? "", length_mm: length });
  };
  return (
    <Dialog title={text.scaleTitle} onClose={onClose}>
      <form class="mark-form" onSubmit={keep} noValidate>
        <label for="mark-scale">{text.scaleLabel}</label>
        <select
          id="mark-scale"
          class="control"
          value={which.value}
          onChange={(event) => {
            which.value = event.currentTarget.value;
          }}
        >
          {KNOWN.map((one) => (
            <option key={one.name} value={one.name}>
              {one.name}, {one.mm} mm
            </option>
          ))}
          <option value="">{text.scaleOther}</option>
        </select>
        {which.value === "" && (
          <>
            <label for="mark-mm">{text.scaleMm}</label>
            {wrong.value && (
              <p class="error" id="mark-mm-error">
                {text.scaleWrong}
              </p>
            )}
            <input
              id="mark-mm"
              class="control"
              inputMode="decimal"
              aria-invalid={wrong.value}
              {...(wrong.value ? { "aria-describedby": "mark-mm-error" } : {})}
              value={mm.value}
              onInput={(event) => {
                mm.value = event.currentTarget.value;
              }}
            />
          </>
        )}
        <FormButtons onClose={onClose} />
      </form>
    </Dialog>
  );
}

function FormButtons({ onClose }: { onClose: () => void }) {
  return (
    <div class="dialog-buttons">
      <Button kind="primary" type="submit">
        {text.keep}
      </Button>
      <Button onClick={onClose}>{text.cancel}</Button>
    </div>
  );
}
