import "../css/answers.css";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/http.ts";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/button.tsx";
import { dayAndTime } from "../format/zoned.ts";
import { sentence } from "../refusal.ts";
import { path } from "../route.ts";
import { answersText as text } from "../text/answers.ts";
import { common } from "../text/common.ts";
import { Composer } from "./composer.tsx";
import type { Clock } from "./left.ts";
import { PlanDialog } from "./plan.tsx";
import { TimeLeft } from "./time_left.tsx";

interface Message {
  id: string;
  number: number;
  side: "practice" | "patient";
  purpose: "reply" | "question" | "plan";
  text: string;
  author: { name: string; credential: string | null } | null;
  at: string;
  read_at: string | null;
  erased: boolean;
}

/** What `GET /api/visits/{id}/answer` gives. */
export interface Correspondence {
  state: string;
  without_call: boolean;
  /** They need a visit, which has no time yet. */
  to_schedule: boolean;
  answered: boolean;
  scheduled_at: string;
  messages: Message[];
  clock: Clock | null;
  may_answer: boolean;
  may_plan: boolean;
  may_take_plan_back: boolean;
  /** What a begun reply is kept with; only for who may send one. */
  draft_key: string | null;
}

/** The written answer beside the photos: what was written so far, the clock, the reply, and the word that a visit is needed. */
export function AnswerPanel({ visit, version, language }: { visit: string; version: number; language: string }) {
  const found = useSignal<Correspondence | null>(null);
  const failed = useSignal("");
  const planning = useSignal(false);
  const read = async () => {
    try {
      found.value = await call<Correspondence>("GET", `/api/visits/${visit}/answer`);
      failed.value = "";
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  useEffect(() => void read(), [visit, version]);
  const known = found.value;
  if (!known)
    return failed.value ? (
      <div class="notice danger">
        <p>{failed.value}</p>
        <Button onClick={() => void read()}>{common.tryAgain}</Button>
      </div>
    ) : null;
  const concerns = known.without_call || known.answered || known.may_take_plan_back || known.messages.length > 0;
  if (!concerns && !known.may_answer) return null;
  const takeBack = async () => {
    try {
      found.value = await call<Correspondence>("DELETE", `/api/visits/${visit}/plan`);
      failed.value = "";
      announce(text.undone);
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  const clock = known.clock;
  return (
    <section class="card answer-panel" aria-labelledby="answer-heading">
      <h2 id="answer-heading" tabIndex={-1}>
        {text.panel}
      </h2>
      {clock && (
        <p>
          <TimeLeft clock={clock} />
        </p>
      )}
      {failed.value && (
        <p class="notice danger" role="alert">
          {failed.value}
        </p>
      )}
      {known.messages.length > 0 && (
        <ol>
          {known.messages.map((one) => (
            <li key={one.id}>
              <p class="aside">
                <strong>{text.purposes[one.purpose]}</strong>
                {`, ${one.side === "patient" ? text.patient : [one.author?.name, one.author?.credential].filter(Boolean).join(", ")}, ${dayAndTime(one.at)}`}
                {one.side === "practice" && `, ${one.read_at ? text.readAt(dayAndTime(one.read_at)) : text.notRead}`}
              </p>
              <p class="written">{one.erased ? text.erased : one.text}</p>
            </li>
          ))}
        </ol>
      )}
      {known.may_take_plan_back && known.state === "scheduled" && (
        <div class="notice good">
          <p>{known.to_schedule ? text.toSchedule : text.planned(dayAndTime(known.scheduled_at))}</p>
          <div class="row">
            <Button onClick={() => void takeBack()}>{text.undo}</Button>
          </div>
        </div>
      )}
      {known.may_answer && (
        <Composer
          visit={visit}
          known={known}
          language={language}
          taken={(now) => {
            found.value = now;
          }}
          reread={read}
        />
      )}
      <div class="row">
        {known.may_plan && (
          <Button
            onClick={() => {
              planning.value = true;
            }}
          >
            {text.needsVisit}
          </Button>
        )}
        {known.answered && (
          <a class="button" href={path.coding(visit)}>
            {text.toCoding}
          </a>
        )}
      </div>
      {known.answered && known.clock === null && <p class="aside">{text.toTell}</p>}
      {planning.value && (
        <PlanDialog
          visit={visit}
          taken={(now) => {
            found.value = now;
            planning.value = false;
          }}
          onClose={() => {
            planning.value = false;
          }}
        />
      )}
    </section>
  );
}
