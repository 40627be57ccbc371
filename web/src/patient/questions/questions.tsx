import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Choice, SelectField, TextField } from "../../ui/field.tsx";
import type { Answers } from "../api.ts";
import { answer, state } from "../flow.ts";
import { t } from "../text.ts";
import { screenOf } from "../tree.ts";
import { LANGUAGES } from "./languages.ts";
import { answered, QUESTIONS, type Question, wrongNumber } from "./order.ts";

const NONE: Answers = {
  company: null,
  company_names: null,
  callback_phone: null,
  interpreter: null,
  interpreter_other: null,
  address: null,
};

type Change = (answers: Partial<Answers>) => void;

function Company({ draft, change }: { draft: Answers; change: Change }) {
  return (
    <>
      {(["alone", "with_others"] as const).map((one) => (
        <Choice
          key={one}
          type="radio"
          name="company"
          label={t(`company-${one}`)}
          checked={draft.company === one}
          onChange={() => change({ company: one })}
        />
      ))}
      {draft.company === "with_others" && (
        <TextField
          label={t("company-names")}
          hint={t("optional")}
          name="company_names"
          maxLength={200}
          value={draft.company_names ?? ""}
          onInput={(event) => change({ company_names: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function Callback({ draft, change, wrong }: { draft: Answers; change: Change; wrong: boolean }) {
  const hint = state.value.pass?.phone_hint ?? null;
  return (
    <TextField
      label={t("callback-label")}
      hint={hint === null ? undefined : t("callback-known", { digits: hint })}
      error={wrong ? t("callback-wrong") : null}
      type="tel"
      name="callback_phone"
      autoComplete="tel"
      maxLength={40}
      value={draft.callback_phone ?? ""}
      onInput={(event) => change({ callback_phone: event.currentTarget.value })}
    />
  );
}

function Interpreter({ draft, change }: { draft: Answers; change: Change }) {
  const wanted = draft.interpreter === "none" ? null : draft.interpreter;
  const wants = wanted !== null;
  return (
    <>
      <Choice
        type="radio"
        name="interpreter"
        label={t("interpreter-no")}
        checked={draft.interpreter === "none"}
        onChange={() => change({ interpreter: "none" })}
      />
      <Choice
        type="radio"
        name="interpreter"
        label={t("interpreter-yes")}
        checked={wants}
        onChange={() => change({ interpreter: wanted ?? "es" })}
      />
      {wants && (
        <SelectField
          label={t("interpreter-language")}
          name="interpreter_language"
          value={wanted ?? "es"}
          onChange={(event) => change({ interpreter: event.currentTarget.value })}
        >
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <option key={code} value={code} lang={name ? code : undefined}>
              {name || t("language-ase")}
            </option>
          ))}
          <option value="other">{t("interpreter-other")}</option>
        </SelectField>
      )}
      {draft.interpreter === "other" && (
        <TextField
          label={t("interpreter-which")}
          name="interpreter_other"
          maxLength={60}
          value={draft.interpreter_other ?? ""}
          onInput={(event) => change({ interpreter_other: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function Address({ draft, change }: { draft: Answers; change: Change }) {
  return (
    <TextField
      label={t("address-label")}
      hint={t("address-why")}
      name="address"
      autoComplete="street-address"
      maxLength={300}
      value={draft.address ?? ""}
      onInput={(event) => change({ address: event.currentTarget.value })}
    />
  );
}

/** The fields that belong to a question, as they are sent: an empty text takes an answer back. */
const FIELDS: Record<Question, readonly (keyof Answers)[]> = {
  company: ["company", "company_names"],
  callback: ["callback_phone"],
  interpreter: ["interpreter", "interpreter_other"],
  address: ["address"],
};

function asSent(question: Question, draft: Answers): Partial<Answers> {
  return Object.fromEntries(FIELDS[question].map((field) => [field, draft[field]?.trim() || null]));
}

/** What was put in and could be kept, or null where it is nothing new, or no answer. */
function typed(question: Question, draft: Answers, known: Answers): Partial<Answers> | null {
  const isNew = FIELDS[question].some((field) => (draft[field]?.trim() || null) !== known[field]);
  const fits = question !== "callback" || !wrongNumber(draft.callback_phone);
  return isNew && fits ? asSent(question, draft) : null;
}

/** A few questions while the patient waits: one at a time, each can be skipped, each is kept as soon as it is answered. */
export function Questions() {
  const known = state.value.pass?.answers ?? NONE;
  const [at, setAt] = useState(() => QUESTIONS.findIndex((question) => !answered(question, known)));
  const [draft, setDraft] = useState<Answers>(known);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const [wrong, setWrong] = useState(false);
  const legend = useRef<HTMLLegendElement>(null);
  const question = QUESTIONS[at];
  const unsaved = useRef<Partial<Answers> | null>(null);
  unsaved.current = question === undefined || busy ? null : typed(question, draft, known);
  // The visit begins by itself: what stands in the field then is kept rather than lost. Who leaves the page has not said it.
  useEffect(
    () => () => {
      if (unsaved.current !== null && screenOf(state.peek()).name === "visit") void answer(unsaved.current);
    },
    [],
  );
  const change: Change = (answers) => setDraft({ ...draft, ...answers });
  const go = (to: number) => {
    setFailed(false);
    setWrong(false);
    setAt(to);
    // The next question is where a screen reader and a keyboard go on.
    requestAnimationFrame(() => legend.current?.focus());
  };
  if (question === undefined) {
    return (
      <section class="questions">
        <p role="status">{t("questions-done")}</p>
        <Button
          onClick={() => {
            setDraft(state.peek().pass?.answers ?? NONE);
            go(0);
          }}
        >
          {t("questions-change")}
        </Button>
      </section>
    );
  }
  const save = async () => {
    if (question === "callback" && wrongNumber(draft.callback_phone)) return setWrong(true);
    setWrong(false);
    setFailed(false);
    setBusy(true);
    const kept = await answer(asSent(question, draft));
    setBusy(false);
    if (kept) go(at + 1);
    else setFailed(true);
  };
  return (
    <form
      class="questions"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p class="hint">{t("questions-lead", { number: at + 1, of: QUESTIONS.length })}</p>
      <fieldset class="group">
        <legend class="legend" ref={legend} tabIndex={-1}>
          {t(`question-${question}`)}
        </legend>
        {question === "company" && <Company draft={draft} change={change} />}
        {question === "callback" && <Callback draft={draft} change={change} wrong={wrong} />}
        {question === "interpreter" && <Interpreter draft={draft} change={change} />}
        {question === "address" && <Address draft={draft} change={change} />}
      </fieldset>
      {failed && (
        <p class="error" role="alert">
          {t("error-unreachable")}
        </p>
      )}
      <div class="row">
        <Button type="submit" kind="primary" busy={busy}>
          {t("questions-save")}
        </Button>
        <Button onClick={() => go(at + 1)}>{t("questions-skip")}</Button>
      </div>
    </form>
  );
}
