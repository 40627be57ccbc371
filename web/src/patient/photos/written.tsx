import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { call, Problem } from "../../api/http.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { Choice, TextArea } from "../../ui/field.tsx";
import { Heading } from "../../ui/heading.tsx";
import { agree, type Guardian, readConsentText } from "../api.ts";
import { readAfter, state } from "../flow.ts";
import { CallPractice, practice } from "../frame.tsx";
import { GuardianFields } from "../screens/consent.tsx";
import { words } from "../text.ts";
import { PhotosDoor } from "./door.tsx";
import { openOutbox, refresh, submission } from "./outbox.ts";
import { ToBeScheduled } from "./to_be_scheduled.tsx";
import { p } from "./words.ts";
import { clinician, type Writer } from "./writer.ts";
import "./written.css";

/** How often an open page looks whether an answer came, milliseconds. */
const LOOK_MS = 20_000;

interface Message {
  readonly number: number;
  readonly side: "practice" | "patient";
  readonly text: string;
  readonly author: Writer | null;
  readonly at: string;
}

/** What `GET /api/visit-pass/answer` gives. */
interface Correspondence {
  readonly answered: boolean;
  readonly clinician: Writer | null;
  readonly business_hours: number;
  readonly due: string | null;
  readonly messages: readonly Message[];
  readonly may_ask: boolean;
}

/** Photos that are answered in writing: what happens, the way to send them, and the answer. */
export function Written() {
  const pass = state.value.pass;
  const found = useSignal<Correspondence | null>(null);
  const visit = pass?.visit ?? "";
  const read = async () => {
    try {
      found.value = await call<Correspondence>("GET", `/api/visit-pass/answer?visit=${encodeURIComponent(visit)}`);
    } catch {
      // The page stays as it is; the next look may succeed, and the practice's number stands on it.
    }
  };
  const sent = submission.value?.photos.filter((one) => one.state === "ready").length ?? 0;
  useEffect(() => void openOutbox(visit), [visit]);
  // When a photo has arrived the answer's time is known.
  useEffect(() => void read(), [visit, sent]);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState !== "visible") return;
      void read();
      void refresh();
      // The practice may have found meanwhile that the photos need a visit.
      void readAfter();
    };
    const timer = setInterval(look, LOOK_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [visit]);
  if (pass === null) return null;
  const known = found.value;
  const who = clinician(known?.clinician ?? null);
  if (!pass.answered && pass.planned) return <ToBeScheduled plan={pass.planned} />;
  if (!pass.answered && !pass.consented) return <Agree who={who} hours={known?.business_hours ?? 24} />;
  return (
    <div class="step">
      {pass.answered ? (
        <Answered known={known} read={read} visit={visit} />
      ) : (
        <>
          <Heading title={p("written-heading", { practice: practice()?.name ?? "" })} />
          {sent > 0 && known !== null ? (
            <div class="notice" role="status">
              <p>{waitsFor(known, "photos")}</p>
              <p>{p("written-come-back")}</p>
            </div>
          ) : (
            <p>{p("written-steps", { who })}</p>
          )}
          <PhotosDoor call={false} written />
          {sent === 0 && <p class="hint">{p("written-hours", { hours: known?.business_hours ?? 24 })}</p>}
          <p class="hint">{p("written-worse")}</p>
        </>
      )}
      <CallPractice words="call-practice" />
    </div>
  );
}

/** Before anything is sent: what this is, and the agreement to it. */
function Agree({ who, hours }: { who: string; hours: number }) {
  // The version that was agreed to: a text that changed meanwhile is agreed to anew.
  const agreedTo = useSignal<string | null>(null);
  const guardian = useRef<Guardian>({ name: "", relation: "parent" });
  const text = useSignal<{ version: string; text: Readonly<Record<string, string>> } | null>(null);
  const wrong = useSignal("");
  const busy = useSignal(false);
  const pass = state.value.pass;
  const visit = pass?.visit ?? "";
  const read = () =>
    readConsentText(visit, "photos").then(
      (found) => {
        text.value = found;
      },
      () => {
        wrong.value = "written-failed";
      },
    );
  useEffect(() => void read(), [visit]);
  const go = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    if (text.value === null) {
      // It did not come before: this is the way to try again.
      wrong.value = "";
      return read();
    }
    if (agreedTo.value !== text.value.version) {
      wrong.value = "written-missing";
      return;
    }
    busy.value = true;
    wrong.value = "";
    try {
      const named = guardian.current.name.trim() === "" ? null : guardian.current;
      await agree(visit, "photos", text.value.version, named);
      await readAfter();
    } catch (error) {
      const changed = error instanceof Problem && error.status === 409;
      if (changed) await read();
      wrong.value = changed ? "written-changed" : "written-failed";
    }
    busy.value = false;
  };
  const shown = text.value?.text[words.language] ?? text.value?.text.en;
  return (
    <form class="step" noValidate onSubmit={go}>
      <Heading title={p("written-agree-heading")} />
      <p>{p("written-steps", { who })}</p>
      <p>{p("written-hours", { hours })}</p>
      {pass?.minor && (
        <GuardianFields
          change={(change) => {
            guardian.current = { ...guardian.current, ...change };
          }}
        />
      )}
      <fieldset class="group">
        <legend class="legend">{p("written-consent")}</legend>
        <p class="consent-text">{shown ?? "…"}</p>
        <Choice
          label={p("written-check")}
          name="agree"
          error={wrong.value === "" ? null : p(wrong.value)}
          disabled={text.value === null}
          checked={text.value !== null && agreedTo.value === text.value.version}
          onChange={(event) => {
            agreedTo.value = event.currentTarget.checked ? (text.value?.version ?? null) : null;
          }}
        />
      </fieldset>
      <Button type="submit" kind="primary" busy={busy.value || (text.value === null && wrong.value === "")}>
        {p("written-continue")}
      </Button>
    </form>
  );
}

/** Who has what was sent last, and until when they answer. Before anybody took it, that is the practice. */
function waitsFor(known: Correspondence, what: "photos" | "question"): string {
  const who = known.clinician === null ? p("written-practice") : clinician(known.clinician);
  return known.due === null
    ? p("written-waits-open", { who, what })
    : p("written-waits", { who, what, due: new Date(known.due) });
}

/** The answer, what was written around it, and the way to ask back. */
function Answered({ known, read, visit }: { known: Correspondence | null; read: () => Promise<void>; visit: string }) {
  if (known === null) return <Heading title={p("written-answered")} />;
  const asked = known.messages.at(-1)?.side === "patient";
  return (
    <>
      <Heading title={p(asked ? "written-asked" : "written-answered")} />
      <ol class="written-messages">
        {known.messages.map((one) => (
          <li key={one.number}>
            <figure class={one.side === "patient" ? "written-said own" : "written-said"}>
              <blockquote class="written-text">{one.text}</blockquote>
              <figcaption>
                {one.side === "patient"
                  ? p("written-you", { at: new Date(one.at) })
                  : p("written-by", { who: clinician(one.author), at: new Date(one.at) })}
              </figcaption>
            </figure>
          </li>
        ))}
      </ol>
      {(asked || known.due !== null) && (
        <p class="notice" role="status">
          {waitsFor(known, asked ? "question" : "photos")}
        </p>
      )}
      {known.may_ask && <AskBack visit={visit} read={read} />}
      <PhotosDoor call={false} written />
      <p class="hint">{p("written-again")}</p>
      <p class="hint">{p("written-worse")}</p>
    </>
  );
}

function AskBack({ visit, read }: { visit: string; read: () => Promise<void> }) {
  const text = useSignal("");
  const wrong = useSignal("");
  const busy = useSignal(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    if (text.value.trim() === "") {
      wrong.value = "written-ask-empty";
      return;
    }
    busy.value = true;
    wrong.value = "";
    try {
      await call<void>("POST", "/api/visit-pass/question", { visit, text: text.value });
      announce(p("written-asked"));
      await read();
    } catch {
      wrong.value = "written-failed";
    }
    busy.value = false;
  };
  return (
    <form class="photos-card" noValidate onSubmit={send}>
      <h2>{p("written-ask-heading")}</h2>
      <TextArea
        label={p("written-ask")}
        hint={p("written-ask-hint")}
        name="question"
        rows={3}
        maxLength={2000}
        error={wrong.value === "" ? null : p(wrong.value)}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
      <Button type="submit" busy={busy.value}>
        {p("written-ask-send")}
      </Button>
    </form>
  );
}
