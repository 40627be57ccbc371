import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { state } from "../flow.ts";
import { NO_STORY, type Photo, type Story } from "./api.ts";
import { BodyMap } from "./body_map.tsx";
import type { Draft, TellingStep } from "./kept.ts";
import { concerns, nothingAdded, saveConcern } from "./outbox.ts";
import { Overview } from "./overview.tsx";
import type { View } from "./quality.ts";
import { AskedAgain, advisedBy } from "./retake.tsx";
import { About, Health } from "./story.tsx";
import { Take } from "./take.tsx";
import { begun, forgetTelling, tell } from "./telling.ts";
import { p, siteName } from "./words.ts";
import "./photos.css";

const VIEWS: readonly View[] = ["overview", "close", "scale"];

/** What the sheet shows. `rest`: the views of a new concern that come after this one. */
export type Step =
  | { readonly name: "overview" }
  | { readonly name: TellingStep; readonly draft: Draft }
  | { readonly name: "which"; readonly concern: string }
  | {
      readonly name: "take";
      readonly concern: string | null;
      readonly view: View;
      readonly replaces: string | null;
      readonly rest: readonly View[];
      /** The one that the practice asks for again. */
      readonly again: Photo | null;
    };

/** The step that takes a photo again. One without the coin that a clinician misses is then one with a coin. */
export function retakeOf(photo: Photo): Step {
  const view = photo.retake?.reason === "scale" ? "scale" : photo.view;
  const again = photo.retake === null ? null : photo;
  return { name: "take", concern: photo.concern, view, replaces: photo.id, rest: [], again };
}

function title(step: Step): string {
  switch (step.name) {
    case "overview":
      return p("photos-heading");
    case "where":
      return p("where-heading");
    case "story":
      return p("story-heading");
    case "health":
      return p("history-heading");
    case "which":
      return p("view-which");
    case "take":
      return p(step.again === null ? `view-${step.view}` : "retake-heading");
  }
}

/** The photos of the visit, over the page: nothing below is left or stopped. */
export function Sheet({ first, close }: { first: Step; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [step, setStep] = useState<Step>(first);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    heading.current?.focus();
    dialog.current?.scrollTo(0, 0);
  }, [step.name, step.name === "take" && step.view]);
  const home = () => setStep({ name: "overview" });

  const visit = state.value.pass?.visit ?? "";
  const telling = (to: { name: TellingStep; draft: Draft }) => {
    setStep(to);
    tell(visit, to.name, to.draft);
  };
  const saved = (draft: Draft) => {
    saveConcern(draft.id, draft.site, draft.story);
    forgetTelling(visit);
    if (draft.fresh) {
      setStep({
        name: "take",
        concern: draft.id,
        view: "overview",
        replaces: null,
        rest: VIEWS.slice(1),
        again: null,
      });
    } else home();
  };
  const next = () => {
    if (step.name !== "take") return;
    const [view, ...rest] = step.rest;
    if (view === undefined) home();
    else setStep({ ...step, view, rest, replaces: null });
  };
  const asked = step.name === "take" ? step.again : null;
  return (
    <dialog ref={dialog} class="photos-sheet" aria-labelledby="photos-title" onClose={close}>
      <header class="photos-head">
        <h2 id="photos-title" ref={heading} tabIndex={-1}>
          {title(step)}
        </h2>
        <Button kind="quiet" onClick={() => (asked !== null && step !== first ? home() : dialog.current?.close())}>
          {p(asked !== null ? "retake-not-now" : nothingAdded() ? "photos-close" : "photos-done")}
        </Button>
      </header>
      <div class="photos-body">
        {step.name === "overview" && (
          <Overview
            ways={{
              goOn: () => {
                const kept = begun.peek();
                if (kept === null) return;
                const fresh = !concerns().some((one) => one.id === kept.draft.id);
                setStep({ name: kept.step, draft: { ...kept.draft, fresh } });
              },
              throwAway: () => forgetTelling(visit),
              add: () =>
                setStep({
                  name: "where",
                  draft: { id: crypto.randomUUID(), fresh: true, site: null, story: lastHealth() },
                }),
              change: (concern) =>
                setStep({
                  name: "where",
                  draft: { id: concern.id, fresh: false, site: concern.body_site, story: concern.story },
                }),
              more: (concern) => setStep({ name: "which", concern }),
              again: (photo) => setStep(retakeOf(photo)),
            }}
          />
        )}
        {(step.name === "where" || step.name === "story" || step.name === "health") && (
          <Telling step={step.name} draft={step.draft} set={telling} saved={saved} home={home} />
        )}
        {step.name === "which" && (
          <div class="choices">
            {VIEWS.map((view) => (
              <Button
                key={view}
                onClick={() =>
                  setStep({ name: "take", concern: step.concern, view, replaces: null, rest: [], again: null })
                }
              >
                {p(`view-${view}`)}
              </Button>
            ))}
            <Button kind="quiet" onClick={home}>
              {p("back")}
            </Button>
          </div>
        )}
        {step.name === "take" && (
          <>
            {asked !== null && <AskedAgain photo={asked} />}
            {asked === null && step.rest.length + VIEWS.indexOf(step.view) === 2 && (
              <p class="hint">{p("view-step", { number: VIEWS.indexOf(step.view) + 1 })}</p>
            )}
            <Take
              key={`${step.view} ${step.replaces}`}
              view={step.view}
              concern={step.concern}
              replaces={step.replaces}
              advised={advisedBy(asked)}
              done={next}
            />
            {asked === null && (
              <Button kind="quiet" onClick={next}>
                {p("skip")}
              </Button>
            )}
          </>
        )}
      </div>
    </dialog>
  );
}

/** What was said of the patient's health with an earlier concern holds for the next one. */
function lastHealth(): Story {
  const last = concerns().at(-1)?.story;
  if (last === undefined) return NO_STORY;
  const { history, medications, allergies } = last;
  return { ...NO_STORY, history, medications, allergies };
}

function Telling({
  step,
  draft,
  set,
  saved,
  home,
}: {
  step: TellingStep;
  draft: Draft;
  set: (to: { name: TellingStep; draft: Draft }) => void;
  saved: (draft: Draft) => void;
  home: () => void;
}) {
  const change = (story: Partial<Story>) =>
    set({ name: step, draft: { ...draft, story: { ...draft.story, ...story } } });
  const onward = () => {
    if (step === "where") set({ name: "story", draft });
    else if (step === "story") set({ name: "health", draft });
    else saved(draft);
  };
  const backward = () => {
    if (step === "where") home();
    else set({ name: step === "health" ? "story" : "where", draft });
  };
  return (
    <form
      class="telling"
      onSubmit={(event) => {
        event.preventDefault();
        onward();
      }}
    >
      <p>{step === "where" ? p("where-how") : p("story-optional")}</p>
      {step === "where" && (
        <>
          <BodyMap site={draft.site} choose={(site) => set({ name: "where", draft: { ...draft, site } })} />
          <p role="status" class="hint">
            {draft.site !== null && p("where-chosen", { site: siteName(draft.site) })}
          </p>
        </>
      )}
      {step === "story" && <About story={draft.story} change={change} />}
      {step === "health" && <Health story={draft.story} change={change} />}
      <div class="row photos-foot">
        <Button type="submit" kind="primary">
          {p("next")}
        </Button>
        <Button kind="quiet" onClick={backward}>
          {p("back")}
        </Button>
      </div>
    </form>
  );
}
