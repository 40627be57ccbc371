import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Heading } from "../../ui/heading.tsx";
import { AnswerPanel } from "../answers/panel.tsx";
import { languageName } from "../languages.ts";
import { NotHad } from "../parts/state_page.tsx";
import { path } from "../route.ts";
import { common } from "../text/common.ts";
import { reviewText as text } from "../text/review.ts";
import { useRecord } from "../visit/use_record.ts";
import { Workspace } from "./workspace.tsx";

export { openAhead } from "./desk.ts";

/** How often a page that watches no visit looks whether something new came, milliseconds. */
const LOOK_MS = 15_000;

/** The photos of a visit on a page of their own: from the board, before anybody joins, and after the visit. */
export function ReviewPage({ id }: { id: string }) {
  const { record, failed, absent, reload } = useRecord(id);
  const turn = useSignal(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") turn.value += 1;
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  if (failed.value && !record.value) return <NotHad why={failed.value} again={absent.value ? null : reload} />;
  const known = record.value;
  const ended = known?.state === "ended";
  const over = known === null || ["ended", "cancelled", "no_show"].includes(known.state);
  return (
    <div class={known ? "review-page" : "review-page unnamed"}>
      <div class="review-head">
        <Heading title={known ? text.title(known.patient.name) : text.photos}>
          {known?.patient.name ?? text.photos}
          {known && (
            <span class="aside">
              , {common.born(known.patient.date_of_birth.slice(0, 4))}
              {known.patient.language !== "en" && `, ${text.reads(languageName(known.patient.language, null))}`}
            </span>
          )}
        </Heading>
        {known && <span class="aside">{known.reason}</span>}
        {known?.without_call ? (
          <>
            <a class="button primary" href="#answer-heading">
              {text.toAnswer}
            </a>
            <a class="button" href={path.answers}>
              {text.backToAnswers}
            </a>
          </>
        ) : (
          <>
            <a class={over ? "button" : "button primary"} href={ended ? path.coding(id) : path.visit(id)}>
              {text.backToVisit}
            </a>
            <a class="button" href={path.board}>
              {text.backToBoard}
            </a>
          </>
        )}
      </div>
      <Workspace visit={id} version={turn.value} />
      <AnswerPanel visit={id} version={turn.value} language={known?.patient.language ?? "en"} />
    </div>
  );
}
