import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { call } from "../../api/http.ts";
import { sentence } from "../refusal.ts";
import { payersText as text } from "../text/payers.ts";
import { Confirm, type Preview } from "./confirm.tsx";

/** A refusal names the field that is wrong; here the whole file is the field. Pure. */
function unnamed(words: string): string {
  return words.replace(/^document: (.)/, (_, first: string) => first.toUpperCase());
}

/** Rules out to a file and in from one; what comes in is previewed like every other change. */
export function ImportFile({ onSaved }: { onSaved: (count: number) => void }) {
  const id = useId();
  const asked = useSignal<unknown>(null);
  const preview = useSignal<Preview | null>(null);
  const failed = useSignal("");
  const busy = useSignal(false);
  const attempt = async (act: () => Promise<void>) => {
    failed.value = "";
    busy.value = true;
    try {
      await act();
    } catch (error) {
      preview.value = null;
      failed.value = error instanceof SyntaxError ? text.notJson : unnamed(sentence(error));
    }
    busy.value = false;
  };
  const choose = (file: File | undefined) =>
    attempt(async () => {
      preview.value = null;
      if (!file) return;
      asked.value = JSON.parse(await file.text());
      preview.value = await call<Preview>("POST", "/api/payers/preview", { document: asked.value });
    });
  const save = () =>
    attempt(async () => {
      const body = { document: asked.value, token: preview.value?.token ?? "" };
      const answer = await call<{ versions: number }>("POST", "/api/payers", body);
      preview.value = null;
      onSaved(answer.versions);
    });
  return (
    <section class={preview.value ? "card payer-file" : "card form-page payer-file"} aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>
        <label for={id}>{text.importLabel}</label>
      </h2>
      <p class="hint" id={`${id}-hint`}>
        {text.importHint}
      </p>
      {failed.value && (
        <p class="error" role="alert">
          {failed.value}
        </p>
      )}
      <input
        id={id}
        type="file"
        accept="application/json,.json"
        aria-describedby={`${id}-hint`}
        onClick={(e) => {
          // The same file, mended meanwhile, is a choice too.
          e.currentTarget.value = "";
        }}
        onChange={(e) => void choose(e.currentTarget.files?.[0])}
      />
      {preview.value && <Confirm preview={preview.value} busy={busy.value} onSave={save} />}
      <a class="button" href="/api/payers/export" download="payers.json">
        {text.export}
      </a>
    </section>
  );
}
