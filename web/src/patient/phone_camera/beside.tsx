import { effect, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import english from "../../../locales/camera.en.ftl?raw";
import { type Code, endPhone, makeCode } from "../../camera/api.ts";
import { type Arguments, Words } from "../../locale/fluent.ts";
import type { VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { type Language, words as page } from "../text.ts";
import { codeWanted } from "./wanted.ts";
import "./beside.css";

const words = new Words<Language>({ language: "en", text: english }, async (language) =>
  language === "en" ? english : (await import("../../../locales/camera.es.ftl?raw")).default,
);
effect(() => void words.show(page.language).catch(() => undefined));
const c = (id: string, args?: Arguments) => words.t(id, args);

/** The switch for a phone as second camera. It opens the sheet that shows the code. */
export function PhoneCamera({ visit }: { visit: VisitFrame }) {
  const button = useRef<HTMLButtonElement>(null);
  const on = phoneFilms(visit);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="switch phone-camera"
        aria-haspopup="dialog"
        onClick={() => {
          codeWanted.value = true;
        }}
      >
        <Icon name="phone" />
        <span>{c("phone-switch")}</span>
        {on && <span class="switch-state">{c("phone-on")}</span>}
      </button>
      {codeWanted.value && (
        <CodeSheet
          visit={visit}
          close={() => {
            codeWanted.value = false;
            button.current?.focus();
          }}
        />
      )}
    </>
  );
}

/** Whether a phone is the second camera of this seat. */
function phoneFilms(visit: VisitFrame): boolean {
  return Boolean(visit.parties.find((party) => party.seat === visit.you)?.skin_camera);
}

function CodeSheet({ visit, close }: { visit: VisitFrame; close: () => void }) {
  const sheet = useRef<HTMLDialogElement>(null);
  const films = phoneFilms(visit);
  useEffect(() => {
    const element = sheet.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={sheet} class="sheet" aria-labelledby="phone-camera-heading" onClose={close}>
      <h2 id="phone-camera-heading">{c("phone-heading")}</h2>
      <div role="status">{films && <p>{c("phone-connected")}</p>}</div>
      {films ? (
        <Button icon="camera-off" onClick={() => void endPhone(visit.visit).catch(() => undefined)}>
          {c("phone-stop")}
        </Button>
      ) : (
        <Scan visit={visit.visit} />
      )}
      <Button kind={films ? "primary" : "plain"} onClick={close}>
        {c("phone-close")}
      </Button>
    </dialog>
  );
}

/** The code and the three steps; when it is too old, the way to a new one. */
function Scan({ visit }: { visit: string }) {
  const code = useSignal<Code | "old" | "failed" | null>(null);
  const fetchCode = () => {
    code.value = null;
    makeCode(visit).then(
      (made) => {
        code.value = made;
      },
      () => {
        code.value = "failed";
      },
    );
  };
  useEffect(fetchCode, [visit]);
  const shown = code.value;
  useEffect(() => {
    if (shown === null || typeof shown === "string") return undefined;
    const timer = setTimeout(() => {
      code.value = "old";
    }, shown.seconds * 1000);
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
      <p>{c("phone-why")}</p>
      <div class="phone-code">
        <ol>
          <li>{c("phone-step-1")}</li>
          <li>{c("phone-step-2")}</li>
          <li>{c("phone-step-3")}</li>
        </ol>
        {shown ? <img src={shown.picture} alt={c("phone-code")} /> : <span class="phone-code-empty" />}
      </div>
      <p class="hint">{c("phone-code-life", { minutes: Math.round((shown?.seconds ?? 300) / 60) })}</p>
    </>
  );
}
