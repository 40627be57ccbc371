import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Still } from "../../protocol/frames.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { current, seat } from "../flow.ts";
import { send } from "./outbox.ts";
import { takeStill } from "./shutter.ts";
import { inSentence, p, photoName } from "./words.ts";
import "./shared.css";

const COUNT_S = 5;

/** A clinician asks for a picture now. The patient reads so, sees the seconds run, and can say no or take it at once. */
export function StillAsk({ visit, still }: { visit: string; still: Still }) {
  const left = useSignal(COUNT_S);
  const done = useSignal("");
  const taking = useSignal(false);
  const photo = inSentence(photoName(still.body_site, still.view));
  const asked = p("still-asked", { name: still.name, photo, seconds: COUNT_S });
  const answer = (step: "taken" | "refused" | "failed") =>
    current()
      ?.request({ type: "still", visit, step })
      .catch(() => undefined);
  const take = async () => {
    if (taking.peek() || done.peek()) return;
    taking.value = true;
    try {
      const track = seat.devices.camera;
      if (track === null) throw new Error("the camera is off");
      const { file } = await takeStill(track);
      await send(file, still.view, still.concern, "still", null, still.concern ? null : still.body_site);
      await answer("taken");
      done.value = p("still-taken");
    } catch {
      await answer("failed");
      done.value = p("still-failed");
    }
    announce(done.value);
  };
  useEffect(() => {
    announce(asked);
    const timer = setInterval(() => {
      if (done.peek() || taking.peek()) return;
      left.value -= 1;
      if (left.peek() <= 0) void take();
    }, 1000);
    return () => clearInterval(timer);
  }, [still.number]);
  if (done.value)
    return (
      <section class="still-ask" role="status">
        <p>{done.value}</p>
      </section>
    );
  return (
    <section class="still-ask" aria-label={p("still-heading")}>
      <p>{asked}</p>
      <p class="still-count" aria-hidden="true">
        {left.value}
      </p>
      <div class="shared-buttons">
        <Button kind="primary" onClick={() => void take()}>
          {p("still-now")}
        </Button>
        <Button
          onClick={() => {
            done.value = p("still-refused");
            void answer("refused");
          }}
        >
          {p("still-no")}
        </Button>
      </div>
    </section>
  );
}
