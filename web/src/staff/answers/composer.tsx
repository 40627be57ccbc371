import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call, Problem } from "../../api/http.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextArea } from "../../ui/field.tsx";
import { languageName } from "../languages.ts";
import { sentence } from "../refusal.ts";
import { answersText as text } from "../text/answers.ts";
import { keepReply, keptReply } from "./kept_reply.ts";
import type { Correspondence } from "./panel.tsx";
import { BLANK, TEMPLATES, withTemplate } from "./templates.ts";

interface ComposerProps {
  visit: string;
  known: Correspondence;
  /** The patient's, of the templates. */
  language: string;
  taken: (now: Correspondence) => void;
  /** Shows what was written meanwhile. */
  reread: () => Promise<void>;
}

/** Write, review as the patient will read it, send. */
export function Composer({ visit, known, language, taken, reread }: ComposerProps) {
  const words = useSignal("");
  const reviewing = useSignal(false);
  const wrong = useSignal("");
  const busy = useSignal(false);
  const restored = useSignal(false);
  const key = known.draft_key;
  useEffect(() => {
    if (key === null) return;
    void keptReply(visit, key).then(
      (kept) => {
        if (kept === "" || words.peek() !== "") return;
        words.value = kept;
        restored.value = true;
      },
      () => undefined,
    );
  }, [visit, key]);
  const write = (to: string) => {
    words.value = to;
    wrong.value = "";
    restored.value = false;
    keepReply({ visit, text: to });
  };
  const ends = known.state === "scheduled" && (!known.without_call || known.to_schedule);
  const hint = ends ? text.callPlanned : text.panelHint;
  const review = (event: Event) => {
    event.preventDefault();
    wrong.value = words.value.trim() === "" ? text.empties : words.value.includes(BLANK) ? text.blanks : "";
    reviewing.value = wrong.value === "";
  };
  const send = async () => {
    if (busy.value) return;
    busy.value = true;
    wrong.value = "";
    try {
      const after = known.messages.at(-1)?.number ?? 0;
      const now = await call<Correspondence>("POST", `/api/visits/${visit}/answer`, { text: words.value, after });
      announce(text.sent);
      write("");
      reviewing.value = false;
      taken(now);
    } catch (error) {
      wrong.value = sentence(error);
      reviewing.value = false;
      // Somebody wrote meanwhile: it is shown, and the next try answers that too.
      if (error instanceof Problem && error.status === 409) await reread();
    }
    busy.value = false;
  };
  if (reviewing.value)
    return (
      <div class="answer-review">
        <p>{text.preview}</p>
        <blockquote class="answer-preview">{words.value.trim()}</blockquote>
        {ends && <p class="notice waiting">{text.callPlanned}</p>}
        <div class="row">
          <Button kind="primary" busy={busy.value} onClick={() => void send()}>
            {ends ? text.sendEnd : text.send}
          </Button>
          <Button
            onClick={() => {
              reviewing.value = false;
            }}
          >
            {text.change}
          </Button>
        </div>
      </div>
    );
  return (
    <form onSubmit={review} noValidate>
      {restored.value && (
        <p class="notice" role="status">
          {text.restored}
        </p>
      )}
      <SelectField
        label={text.template}
        value=""
        onChange={(event) => {
          const chosen = TEMPLATES[Number(event.currentTarget.value)];
          if (event.currentTarget.value !== "" && chosen) write(withTemplate(words.peek(), chosen, language));
          event.currentTarget.value = "";
        }}
      >
        <option value="">{text.templateNone}</option>
        {TEMPLATES.map((one, number) => (
          <option key={one.name} value={number}>
            {one.name}
          </option>
        ))}
      </SelectField>
      <TextArea
        label={text.reply}
        hint={language === "en" ? hint : `${text.readsLanguage(languageName(language, null))} ${hint}`}
        name="reply"
        rows={5}
        maxLength={4000}
        error={wrong.value || null}
        value={words.value}
        onInput={(event) => write(event.currentTarget.value)}
      />
      <Button type="submit" kind={ends ? "plain" : "primary"}>
        {text.review}
      </Button>
    </form>
  );
}
