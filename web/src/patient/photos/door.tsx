import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../../ui/announce.tsx";
import { Icon } from "../../ui/icon.tsx";
import { state } from "../flow.ts";
import { Later } from "../later.tsx";
import { askedAgain, openOutbox, outgoing, refresh, submission } from "./outbox.ts";
import type { Step } from "./sheet.tsx";
import { p } from "./words.ts";
import "./door.css";

const inCall = () => import("./in_call.tsx").then((chunk) => chunk.InCall);

type SheetPart = ComponentType<{ first: Step; close: () => void }>;

/** Photos that a clinician asked for and that this page has shown already: a sheet that was closed stays closed. */
const shown = new Set<string>();

/** The way to the photos: a card before the visit, a switch in the call. It also opens by itself when a clinician asks for a picture again. */
export function PhotosDoor({ call, written = false }: { call: boolean; written?: boolean }) {
  const [Sheet, setSheet] = useState<SheetPart | null>(null);
  const [first, setFirst] = useState<Step | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const visit = state.value.pass?.visit;
  const version = state.value.seat.visit?.photos_version ?? 0;
  const role = state.value.pass?.role;
  const may = role === "patient" || role === "caregiver";

  useEffect(() => {
    if (visit !== undefined && may) void openOutbox(visit);
  }, [visit, may]);
  useEffect(() => {
    if (version > 0 && may) void refresh();
  }, [version]);

  const open = async (step: Step) => {
    const chunk = await import("./sheet.tsx").catch(() => null);
    if (chunk === null) return;
    setSheet(() => chunk.Sheet);
    setFirst(step);
  };
  const asked = submission.value?.photos.find((one) => one.retake !== null && !shown.has(`${one.id} ${one.retake.at}`));
  useEffect(() => {
    if (asked === undefined || first !== null) return;
    shown.add(`${asked.id} ${asked.retake?.at}`);
    import("./sheet.tsx").then(
      ({ retakeOf }) => open(retakeOf(asked)),
      () => shown.delete(`${asked.id} ${asked.retake?.at}`), // Asked again when the page hears of photos again.
    );
  }, [asked?.id, asked?.retake?.at, first === null]);

  const coming = outgoing.value.filter((one) => one.failed === "").length;
  const sent = submission.value?.photos.filter((one) => one.state === "ready" || one.state === "checking").length ?? 0;
  // Not sent, or of no use once it was read: whoever closed the sheet meanwhile must not take it for sent.
  const wrong =
    outgoing.value.length - coming + (submission.value?.photos.filter((one) => one.state === "refused").length ?? 0);
  const again = askedAgain().length;
  const check = wrong + again;
  const before = useRef(0);
  useEffect(() => {
    if (before.current > 0 && coming === 0 && sent > 0) announce(p("photos-sent", { count: sent }));
    before.current = coming;
  }, [coming]);
  useEffect(() => {
    if (wrong > 0 && first === null) announce(p("photos-wrong", { count: wrong }));
  }, [wrong]);
  if (!may) return null;
  const opened = first !== null && Sheet !== null && (
    <Sheet
      first={first}
      close={() => {
        setFirst(null);
        button.current?.focus();
      }}
    />
  );
  if (call) {
    const frame = state.value.seat.visit;
    return (
      <>
        {visit !== undefined && (frame?.showing || frame?.still) && <Later load={inCall} with={{ visit }} />}
        <button
          ref={button}
          type="button"
          class={check > 0 ? "switch photos-wrong" : "switch"}
          aria-haspopup="dialog"
          onClick={() => void open({ name: "overview" })}
        >
          <Icon name={check > 0 ? "warning" : "photo"} />
          <span>{p("photos-call")}</span>
          {check > 0 && <span class="switch-state">{p("photos-call-wrong", { count: check })}</span>}
          {check === 0 && coming > 0 && <span class="switch-state">{p("photos-call-coming", { count: coming })}</span>}
        </button>
        {opened}
      </>
    );
  }
  const none = sent + coming + wrong === 0;
  return (
    <section class="photos-card" aria-labelledby="photos-offer">
      <h2 id="photos-offer">{p(!none ? "photos-heading" : written ? "written-photos" : "photos-offer")}</h2>
      {none && <p>{p(written ? "written-photos-why" : "photos-offer-why")}</p>}
      {again > 0 && <p class="notice waiting">{p("photos-again", { count: again })}</p>}
      {wrong > 0 && <p class="error">{p("photos-wrong", { count: wrong })}</p>}
      {sent + coming > 0 && (
        <p role="status">
          {coming === 0
            ? p("photos-sent", { count: sent })
            : p(state.value.online ? "photos-sending" : "photos-waiting", { count: coming })}
        </p>
      )}
      <button
        ref={button}
        type="button"
        class={written && none ? "button primary" : "button"}
        aria-haspopup="dialog"
        onClick={() => void open({ name: "overview" })}
      >
        <Icon name="photo" />
        <span>{p(none ? "photos-open" : "photos-open-more")}</span>
      </button>
      {opened}
    </section>
  );
}
