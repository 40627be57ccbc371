import { useSignal } from "@preact/signals";
import { SelectField, TextField } from "../../ui/field.tsx";
import { isState } from "../forms/checks.ts";
import { codingText as text } from "../text/coding.ts";
import { Given, YesNo } from "./given.tsx";
import type { Answers, Proposal } from "./proposal.ts";
import { Questions } from "./questions.tsx";
import type { LoadedProposal } from "./use_proposal.ts";

interface Props {
  proposal: Proposal;
  answer: LoadedProposal["answer"];
}

/**
 * What no packet can witness: each answer is sent as it is given, and the proposal follows. Answering is no documentation:
 * its seconds count for nothing.
 */
export function CodingNote({ proposal, answer }: Props) {
  const given: Answers = proposal.answers ?? {};
  const own = useSignal<Answers>({});
  const state = useSignal(given.patient_location?.state ?? "");
  const stateWrong = useSignal(false);
  const now = { ...given, ...own.value };
  const kind = now.patient_location?.kind ?? "";
  const send = async (answers: Answers) => {
    if (await answer(answers)) own.value = { ...own.value, ...answers };
  };
  const sendPlace = async (where: string, inState: string) => {
    own.value = { ...own.value, patient_location: { kind: where, state: inState } };
    stateWrong.value = !isState(inState) && inState !== "";
    if (where !== "" && isState(inState))
      await send({ patient_location: { kind: where, state: inState.trim().toUpperCase() } });
  };
  return (
    <form class="card coding-note" onSubmit={(e) => e.preventDefault()} aria-labelledby="note-h">
      <h2 id="note-h">{text.note}</h2>
      <p class="hint">{proposal.written && proposal.questions.length === 0 ? text.noteNothing : text.noteLead}</p>
      <Questions proposal={proposal} answer={answer} />
      {/* Nobody spoke with the patient: nothing of a call is asked. */}
      {!proposal.written && (
        <>
          <SelectField
            name="mdm_level"
            label={text.mdm}
            value={now.mdm_level ?? ""}
            onChange={(e) => void send({ mdm_level: e.currentTarget.value || null })}
          >
            <Options none={text.mdmNone} words={text.mdmLevels} chosen={now.mdm_level ?? ""} />
          </SelectField>
          <SelectField
            name="audio_only_reason"
            label={text.audioReason}
            value={now.audio_only_reason ?? ""}
            onChange={(e) => void send({ audio_only_reason: e.currentTarget.value || null })}
          >
            <Options none={text.notGiven} words={text.audioReasons} chosen={now.audio_only_reason ?? ""} />
          </SelectField>
          <YesNo
            name="provider_video_capable"
            label={text.questionNames.provider_video_capable ?? ""}
            value={given.provider_video_capable}
            onAnswer={(value) => void send({ provider_video_capable: value })}
          />
          <div class="pair">
            <SelectField
              name="place"
              label={text.place}
              value={kind}
              onChange={(e) => void sendPlace(e.currentTarget.value, state.value)}
            >
              <Options none={text.notGiven} words={text.placeKinds} chosen={kind} />
            </SelectField>
            <TextField
              name="place_state"
              label={text.placeState}
              maxLength={2}
              autoComplete="off"
              value={state.value}
              error={stateWrong.value ? text.placeStateWrong : undefined}
              onInput={(e) => {
                state.value = e.currentTarget.value;
              }}
              onChange={() => void sendPlace(kind, state.value)}
            />
          </div>
          <SelectField
            name="provider_location"
            label={text.providerPlace}
            value={now.provider_location ?? ""}
            onChange={(e) => void send({ provider_location: e.currentTarget.value || null })}
          >
            <Options none={text.notGiven} words={text.providerPlaces} chosen={now.provider_location ?? ""} />
          </SelectField>
        </>
      )}
      <Given proposal={proposal} answer={answer} />
    </form>
  );
}

function Options({ none, words, chosen }: { none: string; words: Record<string, string>; chosen: string }) {
  return (
    <>
      <option value="" selected={chosen === ""}>
        {none}
      </option>
      {Object.entries(words).map(([value, label]) => (
        <option key={value} value={value} selected={value === chosen}>
          {label}
        </option>
      ))}
    </>
  );
}
