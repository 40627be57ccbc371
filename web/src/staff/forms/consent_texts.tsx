import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/http.ts";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { sentence } from "../refusal.ts";
import { formsText } from "../text/forms.ts";

const text = formsText.consents;

interface ConsentText {
  readonly consent: "telehealth" | "audio_only" | "photos";
  readonly version: string;
  readonly en: string;
  readonly es: string;
  readonly template: boolean;
}

/** What patients agree to: the administrator puts the practice's own words in the template's place, as a new version. */
export function ConsentTexts() {
  const texts = useSignal<readonly ConsentText[]>([]);
  const failed = useSignal("");
  const read = async () => {
    try {
      texts.value = (await call<{ texts: readonly ConsentText[] }>("GET", "/api/consent-texts")).texts;
      failed.value = "";
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  useEffect(() => void read(), []);
  return (
    <section class="card" aria-labelledby="consents-heading">
      <h2 id="consents-heading">{text.heading}</h2>
      <p class="hint">{text.lead}</p>
      {failed.value && (
        <div class="notice danger">
          <p>{failed.value}</p>
          <Button onClick={read}>{text.again}</Button>
        </div>
      )}
      {texts.value.map((one) => (
        <OneText key={one.version} shown={one} onSaved={read} />
      ))}
    </section>
  );
}

function OneText({ shown, onSaved }: { shown: ConsentText; onSaved: () => Promise<void> }) {
  const en = useSignal(shown.en);
  const es = useSignal(shown.es);
  const failed = useSignal("");
  const busy = useSignal(false);
  const changed = en.value !== shown.en || es.value !== shown.es;
  const save = async () => {
    busy.value = true;
    try {
      await call("POST", "/api/consent-texts", { consent: shown.consent, en: en.value, es: es.value });
      await onSaved();
    } catch (error) {
      failed.value = sentence(error);
    }
    busy.value = false;
  };
  return (
    <details class="consent-text">
      <summary>
        {text.kinds[shown.consent]}{" "}
        <span class="aside">{shown.template ? text.templateShort : text.version(shown.version)}</span>
      </summary>
      {shown.template && <p class="notice waiting">{text.template}</p>}
      <TextArea
        name={`${shown.consent}-en`}
        label={text.english(text.kinds[shown.consent])}
        rows={6}
        maxLength={8000}
        value={en.value}
        onInput={(event) => {
          en.value = event.currentTarget.value;
        }}
      />
      <TextArea
        name={`${shown.consent}-es`}
        label={text.spanish(text.kinds[shown.consent])}
        rows={6}
        maxLength={8000}
        value={es.value}
        onInput={(event) => {
          es.value = event.currentTarget.value;
        }}
      />
      {failed.value && (
        <p class="error" role="alert">
          {failed.value}
        </p>
      )}
      {changed && (
        <Button kind="primary" busy={busy.value} onClick={save}>
          {text.save}
        </Button>
      )}
    </details>
  );
}
