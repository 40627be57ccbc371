import { useComputed, useSignal } from "@preact/signals";
import type { Role, VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { Heading } from "../../ui/heading.tsx";
import { now } from "../clock.ts";
import { elapsed, stopwatch } from "../format/time.ts";
import { clockTime } from "../format/zoned.ts";
import { closedBecause } from "../live.ts";
import { may } from "../may.ts";
import type { VisitRecord } from "../records.ts";
import { navigate, path } from "../route.ts";
import { me } from "../session.ts";
import { common } from "../text/common.ts";
import { visitText as text } from "../text/visit.ts";
import { CallBar } from "./call_bar.tsx";
import { useCommands } from "./commands.ts";
import { DevicesDialog } from "./devices_dialog.tsx";
import { EndingBanner } from "./ending_banner.tsx";
import { NoteField } from "./note_field.tsx";
import { Panel } from "./panel.tsx";
import { PhoneBanner } from "./phone_banner.tsx";
import { PhotosButton, PhotosPanel } from "./photos_panel.tsx";
import { SendBackDialog } from "./send_back_dialog.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import type { Sitting } from "./sitting.ts";
import { Stage } from "./stage.tsx";
import { UndoAdmission } from "./undo_admission.tsx";
import { useEnding } from "./use_ending.ts";
import { useHandOver } from "./use_hand_over.ts";
import { useWork } from "./use_work.ts";

interface Props {
  record: VisitRecord;
  own: Sitting;
  reload: () => Promise<void>;
}

/** The question that stands open over the page. */
export type Asking = "send_back" | "shortcuts" | "devices" | null;

/** The visit while it can still happen: pictures, controls under them, the record beside them. */
export function LiveVisit({ record, own, reload }: Props) {
  const role = me.value?.role ?? "biller";
  const commands = useCommands();
  const asking = useSignal<Asking>(null);
  const elsewhere = own.state.value.place === "elsewhere";
  const frame = useComputed(() => (own.state.value.place === "elsewhere" ? null : own.state.value.visit)).value;
  const inCall = frame?.parties.some((party) => party.seat === frame.you && party.in_call) ?? false;
  const handing = useHandOver(record, frame, commands);
  const mayHandOver = frame?.commands.includes("hand_over") ?? false;
  const ending = useEnding(
    record.id,
    frame?.commands.includes("end") ?? false,
    commands,
    frame?.phone?.status === "reached" ? "continued_by_phone" : "done",
  );
  const photos = useSignal(false);
  // Reading photos is counted as such by the workspace, not a second time as reading the chart.
  useWork(record.id, "chart_review", may.work(role) && frame !== null && !inCall && !photos.value);

  const close = () => {
    asking.value = null;
  };
  const leave = async () => {
    if (await commands.give({ type: "leave", visit: record.id })) navigate(path.board);
  };
  return (
    <div class={inCall ? "visit visit-in-call" : "visit"}>
      <div class="visit-main">
        <VisitHead record={record} frame={frame} />
        {commands.refused && (
          <p class="notice danger refused">
            <strong>{text.refused}</strong> {commands.refused}
            <Button kind="quiet" onClick={commands.dismiss}>
              {common.close}
            </Button>
          </p>
        )}
        {frame ? (
          <Stage own={own} visit={frame} commands={commands} />
        ) : (
          <div class="stage">
            {elsewhere ? (
              <Elsewhere own={own} />
            ) : (
              <p class="stage-empty" role="status">
                {away(role)}
              </p>
            )}
          </div>
        )}
        <p role="status" class={handed(frame, inCall) ? "notice good" : "visually-hidden"}>
          {handed(frame, inCall) && text.handedOver}
        </p>
        {frame && <PhoneBanner visit={frame} commands={commands} />}
        {frame && <UndoAdmission visit={frame} commands={commands} />}
        {frame && ending.countdown.value && <EndingBanner ending={ending} />}
        {frame && (
          <CallBar
            own={own}
            visit={frame}
            inCall={inCall}
            commands={commands}
            handing={handing}
            ending={ending}
            asking={asking}
            onLeave={leave}
          />
        )}
      </div>
      {photos.value ? (
        <PhotosPanel visit={record.id} frame={frame} open={photos} />
      ) : (
        <Panel
          record={record}
          visit={frame}
          inCall={inCall}
          photos={may.seePhotos(role) && <PhotosButton frame={frame} open={photos} />}
          // Who has not joined yet hands nothing over: a dermatologist looks on, a nurse may have dropped out for a moment.
          last={mayHandOver && (inCall || role === "npc") && <NoteField handing={handing} />}
          reload={reload}
        />
      )}
      {frame && asking.value === "send_back" && <SendBackDialog visit={frame} commands={commands} onClose={close} />}
      {asking.value === "devices" && <DevicesDialog own={own} onClose={close} />}
      {frame && <Shortcuts own={own} visit={frame} commands={commands} asking={asking} />}
    </div>
  );
}

/** Another window of the same person has the seat: nothing is taken from it without a click. */
function Elsewhere({ own }: { own: Sitting }) {
  return (
    <div class="stage-empty" role="status">
      <h2>{text.elsewhereTitle}</h2>
      <p>{text.elsewhere}</p>
      <Button kind="primary" onClick={() => own.seat.takeOver()}>
        {text.replacedHere}
      </Button>
    </div>
  );
}

/** Whether somebody in the call has handed over and the dermatologist is still to come. */
function handed(frame: VisitFrame | null, inCall: boolean): boolean {
  return inCall && frame?.state === "ready";
}

/** Why there is no call on this page just now. */
function away(role: Role): string {
  if (!may.takeSeat(role)) return text.noSeat;
  return closedBecause.value === "replaced" ? text.replaced : text.loading;
}

function VisitHead({ record, frame }: { record: VisitRecord; frame: VisitFrame | null }) {
  const state = frame?.state ?? record.state;
  const year = record.patient.date_of_birth.slice(0, 4);
  const waiting = state === "waiting" && record.waiting_since;
  return (
    <div class="visit-head">
      <Heading title={`${record.patient.name} · ${common.product}`}>
        {record.patient.name}
        <span class="aside">, {common.born(year)}</span>
      </Heading>
      <p>
        <span class={`state state-${state}`}>{common.states[state]}</span>
        <span class="aside">
          {clockTime(record.scheduled_at)} · {common.patientStatus[record.patient_status]}
          {waiting ? ` · ${stopwatch(elapsed(waiting, now.value))}` : ""}
        </span>
      </p>
    </div>
  );
}
