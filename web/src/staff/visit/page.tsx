import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { VisitFrame } from "../../protocol/frames.ts";
import { announce } from "../../ui/announce.tsx";
import { isDone } from "../board/order.ts";
import { may } from "../may.ts";
import { readStaff } from "../names.ts";
import { BackHome, NotHad, StatePage } from "../parts/state_page.tsx";
import { path } from "../route.ts";
import { me } from "../session.ts";
import { common } from "../text/common.ts";
import { visitText as text } from "../text/visit.ts";
import { LiveVisit } from "./live_visit.tsx";
import { news } from "./news.ts";
import { useRecord } from "./use_record.ts";
import { useSeat } from "./use_seat.ts";

/** One visit: the call, and beside it all that is written about the patient. Taking part starts only by admitting or joining. */
export function VisitPage({ id }: { id: string }) {
  const role = me.value?.role ?? "biller";
  const { record, failed, absent, reload } = useRecord(id);
  const over = useSignal<string | null>(null);
  const wanted = useComputed(() => record.value !== null && over.value === null && may.takeSeat(role));
  const own = useSeat(id, wanted, may.publish(role));
  const before = useRef<VisitFrame | null>(null);

  useEffect(() => void readStaff().catch(() => undefined), []);
  useSignalEffect(() => {
    if (record.value && isDone(record.value.state)) over.value = record.value.state;
  });
  useSignalEffect(() => {
    const frame = own.state.value.visit;
    if (!frame || frame === before.current) return;
    const sentences = news(before.current, frame);
    if (sentences.length > 0) announce(sentences.join(" "));
    const written = record.peek()?.intake?.version ?? 0;
    const answers = frame.answers_version !== (before.current?.answers_version ?? frame.answers_version);
    if (
      answers ||
      frame.intake_version > written ||
      frame.note !== (before.current?.note ?? record.peek()?.note?.text ?? null)
    )
      void reload();
    before.current = frame;
    // Sticky: giving the seat up empties the frame, and an empty frame must not make the page take the seat again.
    if (isDone(frame.state)) over.value = frame.state;
  });

  if (failed.value && !record.value) return <NotHad why={failed.value} again={absent.value ? null : reload} />;
  if (!record.value)
    return (
      <p class="loading" role="status">
        {text.loading}
      </p>
    );
  if (over.value !== null) return <Over id={id} name={record.value.patient.name} state={over.value} />;
  return <LiveVisit record={record.value} own={own} reload={reload} />;
}

/** The visit is over, or will not happen. */
function Over({ id, name, state }: { id: string; name: string; state: string }) {
  return (
    <StatePage title={text.title(name)}>
      <p>{state === "ended" ? text.ended : common.states[state]}</p>
      {state === "ended" && (
        <a class="button primary" href={path.coding(id)}>
          {text.toCoding}
        </a>
      )}
      <BackHome />
    </StatePage>
  );
}
