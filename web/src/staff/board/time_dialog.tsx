import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call, Problem } from "../../api/http.ts";
import type { BoardRow } from "../../protocol/frames.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { instantOf, localFields } from "../format/time.ts";
import { dayAndTime } from "../format/zoned.ts";
import { Dialog } from "../parts/dialog.tsx";
import { WhenFields } from "../parts/when_fields.tsx";
import type { VisitRecord } from "../records.ts";
import { sentence } from "../refusal.ts";
import { boardText } from "../text/board.ts";
import { common } from "../text/common.ts";
import { dial } from "./reach_dialog.tsx";

const text = boardText.time;
const DAY_MS = 86_400_000;

interface Props {
  row: BoardRow;
  onClose: () => void;
}

/** Gives a visit its time, with the number to agree on it. */
export function TimeDialog({ row, onClose }: Props) {
  const first = localFields(new Date(row.wanted_since ? Date.now() + DAY_MS : Date.parse(row.scheduled_at)));
  const date = useSignal(first.date);
  const time = useSignal(row.wanted_since ? "09:00" : first.time);
  const phone = useSignal<string | null | undefined>(undefined);
  const wrong = useSignal("");
  const busy = useSignal(false);
  // What was wrong with a time is not said of the next one.
  useEffect(() => {
    wrong.value = "";
  }, [date.value, time.value]);
  useEffect(() => {
    call<VisitRecord>("GET", `/api/visits/${row.visit}`).then(
      (record) => {
        phone.value = record.patient.phone;
      },
      () => undefined,
    );
  }, [row.visit]);
  const save = async (event: Event) => {
    event.preventDefault();
    const at = instantOf(date.value, time.value);
    if (at === null) {
      wrong.value = text.when;
      return;
    }
    busy.value = true;
    wrong.value = "";
    try {
      await call<void>("PUT", `/api/visits/${row.visit}/time`, { scheduled_at: at });
      announce(text.saved(row.patient_name, dayAndTime(at)));
      onClose();
    } catch (error) {
      wrong.value = error instanceof Problem && error.status === 422 ? text.when : sentence(error);
    }
    busy.value = false;
  };
  return (
    <Dialog title={text.title(row.patient_name)} onClose={onClose}>
      <form onSubmit={save} noValidate>
        <p>{text.lead}</p>
        {phone.value !== undefined && (
          <p>
            {text.phone}: {phone.value ? <a href={dial(phone.value)}>{phone.value}</a> : text.noPhone}
          </p>
        )}
        {wrong.value && (
          <p class="notice danger" role="alert">
            {wrong.value}
          </p>
        )}
        <WhenFields date={date} time={time} />
        <div class="dialog-buttons">
          <Button type="submit" kind="primary" busy={busy.value}>
            {text.save}
          </Button>
          <Button onClick={onClose}>{common.close}</Button>
        </div>
      </form>
    </Dialog>
  );
}
