import { SelectField } from "../../ui/field.tsx";
import { codingText as text } from "../text/coding.ts";
import type { Proposal } from "./proposal.ts";
import type { LoadedProposal } from "./use_proposal.ts";

/** What only a question asks for, in their order: answered, the question is gone, and the answer stays to be changed. */
const ASKED = [
  "consent_telehealth",
  "consent_audio_only",
  "initiated_by",
  "purpose",
  "prior_em_related",
  "later_em_related",
  "later_em_soonest",
  "same_day_in_person",
  "longitudinal_relationship",
];
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  initiated_by: ["patient", "provider"],
  purpose: ["medical_discussion", "routine_results"],
};

interface Props {
  proposal: Proposal;
  answer: LoadedProposal["answer"];
}

/** The answers to questions that are not open any more. */
export function Given({ proposal, answer }: Props) {
  const fields = ASKED.filter((field) => proposal.answered?.includes(field));
  return (
    <>
      {fields.map((field) => {
        const label = text.questionNames[field] ?? field;
        const now = proposal.answers?.[field];
        const send = (value: string | boolean | null) => void answer({ [field]: value });
        const choices = CHOICES[field];
        if (!choices) return <YesNo key={field} name={field} label={label} value={now} onAnswer={send} />;
        return (
          <SelectField key={field} name={field} label={label} onChange={(e) => send(e.currentTarget.value || null)}>
            <option value="" selected={!now}>
              {text.notGiven}
            </option>
            {choices.map((choice) => (
              <option key={choice} value={choice} selected={choice === now}>
                {text.answerWords[choice] ?? choice.replaceAll("_", " ")}
              </option>
            ))}
          </SelectField>
        );
      })}
    </>
  );
}

interface YesNoProps {
  name: string;
  label: string;
  value: unknown;
  onAnswer: (value: boolean | null) => void;
}

/** Yes, no, or nobody has said: a box that is empty would mean both of the latter. */
export function YesNo({ name, label, value, onAnswer }: YesNoProps) {
  const now = value === true ? "yes" : value === false ? "no" : "";
  return (
    <SelectField
      name={name}
      label={label}
      value={now}
      onChange={(e) => onAnswer(e.currentTarget.value === "" ? null : e.currentTarget.value === "yes")}
    >
      {[
        ["", text.notGiven],
        ["yes", text.yes],
        ["no", text.no],
      ].map(([choice, words]) => (
        <option key={choice} value={choice} selected={choice === now}>
          {words}
        </option>
      ))}
    </SelectField>
  );
}
