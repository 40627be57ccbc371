import { useRef, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Choice, SelectField, TextField } from "../../ui/field.tsx";
import { Heading } from "../../ui/heading.tsx";
import { type Guardian, PLACE_KINDS, type PlaceKind } from "../api.ts";
import { consent, state } from "../flow.ts";
import { StepForm } from "../form.tsx";
import { t, words } from "../text.ts";
import { US_STATES } from "../us_states.ts";

const RELATIONS = ["parent", "legal_guardian", "other"] as const;

/** For a minor: who agrees. */
export function GuardianFields({ change }: { change: (guardian: Partial<Guardian>) => void }) {
  return (
    <fieldset class="group">
      <legend class="legend">{t("guardian-legend")}</legend>
      <p class="hint">{t("guardian-why")}</p>
      <TextField
        label={t("guardian-name")}
        name="guardian"
        autoComplete="name"
        maxLength={120}
        onInput={(event) => change({ name: event.currentTarget.value })}
      />
      <SelectField
        label={t("guardian-relation")}
        name="relation"
        onChange={(event) => change({ relation: event.currentTarget.value as Guardian["relation"] })}
      >
        {RELATIONS.map((one) => (
          <option key={one} value={one}>
            {t(`guardian-relation-${one}`)}
          </option>
        ))}
      </SelectField>
    </fieldset>
  );
}

export function Consent() {
  // The version that was agreed to: a text that changed meanwhile is agreed to anew.
  const [agreedTo, setAgreedTo] = useState<string | null>(null);
  const guardian = useRef<Guardian>({ name: "", relation: "parent" });
  const { pass, consentText, error, busy } = state.value;
  const [kind, setKind] = useState<PlaceKind>("home");
  const [usState, setUsState] = useState(pass?.us_state ?? "");
  const agreed = consentText !== null && agreedTo === consentText.version;
  const text = consentText?.text[words.language] ?? consentText?.text.en;
  return (
    <StepForm submit={() => void consent(agreed, { kind, state: usState }, guardian.current)}>
      <Heading title={t("consent-heading")} />
      <fieldset class="group">
        <legend class="legend">{t("place-legend")}</legend>
        <p class="hint">{t("place-why")}</p>
        <div class="pair">
          <SelectField
            label={t("place-kind")}
            name="place"
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as PlaceKind)}
          >
            {PLACE_KINDS.map((one) => (
              <option key={one} value={one}>
                {t(`place-kind-${one}`)}
              </option>
            ))}
          </SelectField>
          <SelectField
            label={t("place-state")}
            name="state"
            autoComplete="address-level1"
            value={usState}
            onChange={(event) => setUsState(event.currentTarget.value)}
          >
            <option value="">{t("place-state-none")}</option>
            {Object.entries(US_STATES).map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
      </fieldset>
      {pass?.minor && (
        <GuardianFields
          change={(change) => {
            guardian.current = { ...guardian.current, ...change };
          }}
        />
      )}
      <fieldset class="group">
        <legend class="legend">{t("consent-legend")}</legend>
        <p class="consent-text">{text ?? t("working")}</p>
        <Choice
          label={t("consent-check")}
          name="agree"
          error={error?.field === "consent" ? t(error.message) : null}
          checked={agreed}
          disabled={consentText === null}
          onChange={(event) => setAgreedTo(event.currentTarget.checked ? (consentText?.version ?? null) : null)}
        />
      </fieldset>
      <Button type="submit" kind="primary" busy={busy || consentText === null}>
        {t("continue")}
      </Button>
    </StepForm>
  );
}
