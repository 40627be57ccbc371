import { effect, signal, useSignalEffect } from "@preact/signals";
import { render } from "preact";
import { current, dispatch, join, state } from "../flow.ts";
import { practice } from "../frame.tsx";
import { t } from "../text.ts";
import { screenOf } from "../tree.ts";
import { quiet, ring } from "./alarm.ts";
import { type CallState, nextCall } from "./call.ts";
import { doorbell, heard, listen } from "./doorbell.ts";
import { Aftermath, Missed, Ring } from "./ring.tsx";
import "./ring.css";

const call = signal<CallState>("silent");
/** The ring that this page has answered, by the time at which it began. */
let touchedRing: string | null = null;

/** The newest word of the visit, from the seat or, before there is one, from the doorbell. */
function newest() {
  return state.value.step === "visit" ? state.value.seat.visit : heard.value;
}

/** Whether this page is one that can be called before it checks in: the patient's own, past the question who it is. */
function toListen(): string | null {
  const { pass, step } = state.value;
  const between = step === "consent" || step === "devices";
  const shown = screenOf(state.value).name;
  return pass?.role === "patient" && between && shown !== "obstacle" && shown !== "over" ? pass.visit : null;
}

async function answer(accept: boolean): Promise<void> {
  const [frame, pass, step] = [newest(), state.peek().pass, state.peek().step];
  if (!frame?.ringing || pass === null) return;
  touchedRing = frame.ringing;
  call.value = accept && step !== "visit" ? "answered" : "silent";
  const open = step === "visit" ? current() : doorbell();
  // Lost, or refused because the practice hung up in the same moment: the patient goes on all the same.
  await open?.request({ type: "ring.answer", visit: pass.visit, accept }).catch(() => undefined);
  // Everything is answered that has to be: the call brings the patient straight into the waiting room.
  if (accept && state.peek().step === "devices") void join();
}

function Calls() {
  const name = practice()?.name ?? "";
  const phone = practice()?.phone ?? "";
  useSignalEffect(() => {
    if (call.value === "ringing")
      ring(t("ring-tab", { practice: practice()?.name ?? "" }), () => {
        call.value = "missed";
      });
    else quiet();
  });
  const close = () => {
    call.value = "silent";
  };
  switch (call.value) {
    case "ringing":
      return <Ring practice={name} onAnswer={() => void answer(true)} onNotNow={() => void answer(false)} />;
    case "answered":
      return (
        <Aftermath onClose={close}>
          <p>{t("ring-answered", { practice: name })}</p>
        </Aftermath>
      );
    case "missed":
      return (
        <Aftermath onClose={close}>
          <Missed practice={name} phone={phone} />
        </Aftermath>
      );
    default:
      return null;
  }
}

effect(() => listen(toListen()));
effect(() => {
  const frame = newest();
  call.value = nextCall(call.peek(), frame, frame?.ringing != null && frame.ringing === touchedRing);
});

effect(() => {
  const [said, { pass }] = [heard.value?.state, state.peek()];
  // Called off while the patient was still on the way in: the page says so now, not at the next button.
  if (pass !== null && (said === "cancelled" || said === "no_show" || said === "ended"))
    dispatch({ type: "entered", pass: { ...pass, state: said } });
});

const place = document.createElement("div");
place.id = "calls";
document.body.append(place);
render(<Calls />, place);
