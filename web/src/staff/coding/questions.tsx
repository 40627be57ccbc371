import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/field.tsx";
import { codingText as text } from "../text/coding.ts";
import { type Proposal, type Question, whose } from "./proposal.ts";
import { withNames } from "./sentence.ts";
import type { LoadedProposal } from "./use_proposal.ts";

interface Props {
  proposal: Proposal;
  answer: LoadedProposal["answer"];
}

/** Fields that have their place in the form below already. */
const BELOW = new Set(["mdm_level", "audio_only_reason", "provider_video_capable", "patient_location"]);

/** Elements of the record that are answered in the form below, and what they are called there. */
export const ASKED: Readonly<Record<string, string>> = { N4: text.providerPlace };

/** The questions still open, those that a claim waits for first. Each answer becomes evidence, and its question goes. */
export function Questions({ proposal, answer }: Props) {
  const billed = proposal.code !== null;
  // Where nothing is billed, only an answer that may lead to a code is worth asking for.
  const open = proposal.questions.filter((question) => question.needed || billed);
  const lacking = proposal.documentation.filter(
    (one) => billed && one.gate && one.status === "missing" && one.id in ASKED,
  );
  if (open.length + lacking.length === 0) return null;
  return (
    <div class="questions">
      <h3>{text.questions}</h3>
      <ul class="elements">
        {lacking.map((one) => (
          <li key={one.id}>
            <p>
              <strong>{ASKED[one.id]}</strong> · {text.needed}
            </p>
            <p class="aside">{text.answerBelow}</p>
          </li>
        ))}
        {open.map((question) => (
          <li key={question.field}>
            <p>
              <strong>{text.questionNames[question.field] ?? question.field.replaceAll("_", " ")}</strong>
              {question.needed ? ` · ${text.needed}` : ""}
            </p>
            <p class="aside">{withNames(question.why, proposal.people)}</p>
            {!BELOW.has(question.field) && <Answering question={question} proposal={proposal} answer={answer} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Answering({ question, proposal, answer }: Props & { question: Question }) {
  const give = (value: string | boolean) => void answer({ [question.field]: value });
  const name = text.questionNames[question.field] ?? question.field;
  if (question.kind === "yes_no")
    return (
      <fieldset class="row yes-no" aria-label={name}>
        <Button onClick={() => give(true)}>{text.yes}</Button>
        <Button onClick={() => give(false)}>{text.no}</Button>
      </fieldset>
    );
  return (
    <SelectField name={question.field} label={text.yourAnswer} value="" onChange={(e) => give(e.currentTarget.value)}>
      <option value="" disabled selected>
        {text.choose}
      </option>
      {question.choices.map((choice) => (
        <option key={choice} value={choice}>
          {question.kind === "person"
            ? whose(proposal.people, choice, text.unknownPerson)
            : (text.answerWords[choice] ?? choice.replaceAll("_", " "))}
        </option>
      ))}
    </SelectField>
  );
}
