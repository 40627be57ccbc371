import { effect, signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import english from "../../../locales/camera.en.ftl?raw";
import { type Code, endPhone, makeCode } from "../../camera/api.ts";
import { type Arguments, Words } from "../../locale/fluent.ts";
import type { Language } from "../../locale/languages.ts";
import type { VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { handheld } from "../check/platform.ts";
import { state } from "../flow.ts";
import { words as page } from "../text.ts";
import { inVisit } from "../tree.ts";
import { codeWanted } from "./wanted.ts";
import "./beside.css";

const words = new Words<Language>({ language: "en", text: english }, async (language) =>
  language === "en" ? english : (await import("../../../locales/camera.es.ftl?raw")).default,
);
effect(() => void words.show(page.language).catch(() => undefined));
const c = (id: string, args?: Arguments) => words.t(id, args);

/** The code on the screen, and until when it is good (milliseconds of the page's clock): one for the visit, wherever it is shown. */
const code = signal<{ readonly made: Code; readonly visit: string; readonly until: number } | "old" | "failed" | null>(
  null,
);

/** Whether a phone may be the second camera of whoever has this page. */
function may(): boolean {
  const role = state.value.pass?.role;
  return role === "patient" || role === "caregiver";
}

/** The switch for a phone as second camera, in the visit. Who is on a phone needs none, but may be asked for one. */
export function PhoneCamera({ visit }: { visit: VisitFrame }) {
  if (!may()) return null;
  return handheld() ? <AskedForCode visit={visit} /> : <Switch visit={visit} />;
}

function Switch({ visit }: { visit: VisitFrame }) {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button ref={button} type="button" class="switch phone-camera" aria-haspopup="dialog" onClick={openSheet}>
        <Icon name="phone" />
        <span>{c("phone-switch")}</span>
        {phoneFilms(visit) && <span class="switch-state">{c("phone-on")}</span>}
      </button>
      <AskedForCode visit={visit} onClose={() => button.current?.focus()} />
    </>
  );
}

/** The same before the visit: a card in the waiting room, where there is time for it. On a phone it says why there is nothing to do. */
export function PhoneCameraCard({ visit }: { visit: VisitFrame }) {
  const button = useRef<HTMLButtonElement>(null);
  if (!may()) return null;
  if (handheld()) return <p class="hint">{c("phone-unneeded")}</p>;
  const films = phoneFilms(visit);
  return (
    <section class="photos-card" aria-labelledby="phone-camera-offer">
      <h2 id="phone-camera-offer">{c("phone-heading")}</h2>
      <div role="status">{films && <p>{c("phone-ready")}</p>}</div>
      {!films && <p>{c("phone-offer-why")}</p>}
      <button ref={button} type="button" class="button" aria-haspopup="dialog" onClick={openSheet}>
        <Icon name="camera" />
        <span>{c(films ? "phone-switch" : "phone-show")}</span>
      </button>
      <AskedForCode visit={visit} onClose={() => button.current?.focus()} />
    </section>
  );
}

const openSheet = () => {
  codeWanted.value = true;
};

function AskedForCode({ visit, onClose }: { visit: VisitFrame; onClose?: () => void }) {
  if (!codeWanted.value) return null;
  const close = () => {
    codeWanted.value = false;
    onClose?.();
  };
  return <CodeSheet visit={visit} close={close} />;
}

/** Whether a phone is the second camera of this seat. */
function phoneFilms(visit: VisitFrame): boolean {
  return Boolean(visit.parties.find((party) => party.seat === visit.you)?.skin_camera);
}

function CodeSheet({ visit, close }: { visit: VisitFrame; close: () => void }) {
  const sheet = useRef<HTMLDialogElement>(null);
  const films = phoneFilms(visit);
  const failed = useSignal(false);
  const stop = async () => {
    failed.value = false;
    await endPhone(visit.visit).catch(() => {
      failed.value = true;
    });
  };
  useEffect(() => {
    if (films) code.value = null; // It was for one phone.
  }, [films]);
  useEffect(() => {
    const element = sheet.current;
    element?.showModal();
    // The page behind it may become another (the patient is brought in): the sheet then goes on there.
    const unclosed = (event: Event) => event.stopImmediatePropagation();
    return () => {
      element?.addEventListener("close", unclosed, true);
      element?.close();
    };
  }, []);
  return (
    <dialog ref={sheet} class="sheet" aria-labelledby="phone-camera-heading" onClose={close}>
      <h2 id="phone-camera-heading">{c(handheld() ? "phone-heading-other" : "phone-heading")}</h2>
      <div role="status">{films && <p>{c(inVisit(visit) ? "phone-connected" : "phone-ready")}</p>}</div>
      {films && failed.value && (
        <p class="error" role="alert">
          {c("phone-stop-failed")}
        </p>
      )}
      {films ? (
        <Button icon="camera-off" onClick={() => void stop()}>
          {c("phone-stop")}
        </Button>
      ) : (
        <Scan visit={visit.visit} />
      )}
      <Button kind={films ? "primary" : "plain"} onClick={() => sheet.current?.close()}>
        {c("phone-close")}
      </Button>
    </dialog>
  );
}

/** The code and the three steps; when it is too old, the way to a new one. */
function Scan({ visit }: { visit: string }) {
  const fetchCode = () => {
    code.value = null;
    makeCode(visit).then(
      (made) => {
        code.value = { made, visit, until: performance.now() + made.seconds * 1000 };
      },
      () => {
        code.value = "failed";
      },
    );
  };
  useEffect(() => {
    const kept = code.peek();
    if (kept === null || typeof kept === "string" || kept.visit !== visit) fetchCode();
  }, [visit]);
  const shown = code.value;
  useEffect(() => {
    if (shown === null || typeof shown === "string") return undefined;
    const timer = setTimeout(() => {
      code.value = "old";
    }, shown.until - performance.now());
    return () => clearTimeout(timer);
  }, [shown]);
  if (shown === "old" || shown === "failed") {
    return (
      <>
        <p class="error" role="alert">
          {c(`phone-code-${shown}`)}
        </p>
        <Button kind="primary" onClick={fetchCode}>
          {c("phone-code-new")}
        </Button>
      </>
    );
  }
  return (
    <>
      <p>{c(handheld() ? "phone-why-other" : "phone-why")}</p>
      <div class="phone-code">
        <ol>
          <li>{c(handheld() ? "phone-step-1-other" : "phone-step-1")}</li>
          <li>{c("phone-step-2")}</li>
          <li>{c("phone-step-3")}</li>
        </ol>
        {shown ? <img src={shown.made.picture} alt={c("phone-code")} /> : <span class="phone-code-empty" />}
      </div>
      <p class="hint">{c("phone-code-life", { minutes: Math.round((shown?.made.seconds ?? 300) / 60) })}</p>
    </>
  );
}
