import { Choice, SelectField, TextArea } from "../../ui/field.tsx";
import type { Story } from "./api.ts";
import { p } from "./words.ts";

type Change = (story: Partial<Story>) => void;
const SINCE = ["days", "weeks", "months", "years", "always", "unsure"] as const;
const CHANGES = ["size", "color", "shape", "feel", "spreading", "none"] as const;
const BLEEDING = ["yes", "no", "unsure"] as const;

function Scale({ label, value, set }: { label: string; value: number | null; set: (value: number | null) => void }) {
  return (
    <SelectField
      label={label}
      value={value ?? ""}
      onChange={(event) => set(event.currentTarget.value === "" ? null : Number(event.currentTarget.value))}
    >
      <option value="">{p("scale-none")}</option>
      {Array.from({ length: 11 }, (_, number) => (
        <option key={number} value={number}>
          {number === 0 ? p("scale-0") : number === 10 ? p("scale-10") : number}
        </option>
      ))}
    </SelectField>
  );
}

/** Since when, what changed, itch, pain, bleeding, what was tried. */
export function About({ story, change }: { story: Story; change: Change }) {
  const toggle = (one: string, on: boolean) => {
    const others = story.changes.filter((each) => each !== one && (one === "none") === (each === "none"));
    change({ changes: on ? [...others, one] : others });
  };
  return (
    <>
      <SelectField
        label={p("story-since")}
        value={story.since ?? ""}
        onChange={(event) => change({ since: (event.currentTarget.value || null) as Story["since"] })}
      >
        <option value="">{p("since-none")}</option>
        {SINCE.map((one) => (
          <option key={one} value={one}>
            {p(`since-${one}`)}
          </option>
        ))}
      </SelectField>
      <fieldset class="group">
        <legend class="legend">{p("story-changes")}</legend>
        {CHANGES.map((one) => (
          <Choice
            key={one}
            label={p(`change-${one}`)}
            checked={story.changes.includes(one)}
            onChange={(event) => toggle(one, event.currentTarget.checked)}
          />
        ))}
      </fieldset>
      <Scale label={p("story-itch")} value={story.itch} set={(itch) => change({ itch })} />
      <Scale label={p("story-pain")} value={story.pain} set={(pain) => change({ pain })} />
      <fieldset class="group">
        <legend class="legend">{p("story-bleeding")}</legend>
        {BLEEDING.map((one) => (
          <Choice
            key={one}
            type="radio"
            name="bleeding"
            label={p(`bleeding-${one}`)}
            checked={story.bleeding === one}
            onChange={() => change({ bleeding: one })}
          />
        ))}
      </fieldset>
      <TextArea
        label={p("story-tried")}
        hint={p("story-tried-hint")}
        rows={2}
        maxLength={1000}
        value={story.tried}
        onInput={(event) => change({ tried: event.currentTarget.value })}
      />
    </>
  );
}

const TEXTS = ["history", "medications", "allergies", "words"] as const;

/** Earlier skin problems, medicines, allergies, and the patient's own words. */
export function Health({ story, change }: { story: Story; change: Change }) {
  return (
    <>
      {TEXTS.map((field) => (
        <TextArea
          key={field}
          label={p(`story-${field}`)}
          rows={2}
          maxLength={1000}
          value={story[field]}
          onInput={(event) => change({ [field]: event.currentTarget.value })}
        />
      ))}
    </>
  );
}
