import { useSignal } from "@preact/signals";
import { call } from "../../api/http.ts";
import type { VisitFrame } from "../../protocol/frames.ts";
import { SelectField } from "../../ui/field.tsx";
import { may } from "../may.ts";
import { sentence } from "../refusal.ts";
import { me } from "../session.ts";
import { codingText } from "../text/coding.ts";
import { visitText as text } from "../text/visit.ts";

/** While the patient gives no picture: the one thing that coding asks the clinician about it, asked when it is known. */
export function AudioOnlyReason({ visit }: { visit: VisitFrame }) {
  const chosen = useSignal("");
  const failed = useSignal("");
  const role = me.value?.role ?? "biller";
  const patient = visit.parties.find((party) => party.role === "patient");
  const without = patient?.connected && patient.camera !== "on";
  if (!may.work(role) || !(without || chosen.value !== "")) return null;
  const answer = async (reason: string) => {
    chosen.value = reason;
    try {
      await call("PUT", `/api/visits/${visit.visit}/coding-note`, { audio_only_reason: reason || null });
      failed.value = "";
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  return (
    <section class="panel-part">
      <SelectField
        name="audio_only_reason"
        label={text.soundOnlyWhy}
        hint={text.soundOnlyHint}
        error={failed.value || undefined}
        value={chosen.value}
        onChange={(event) => void answer(event.currentTarget.value)}
      >
        <option value="">{text.soundOnlyNone}</option>
        {Object.entries(codingText.audioReasons).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </SelectField>
    </section>
  );
}
