import "../css/answers.css";
import { useSignal } from "@preact/signals";
import { Button } from "../../ui/button.tsx";
import { Heading } from "../../ui/heading.tsx";
import { dayAndTime } from "../format/zoned.ts";
import { may } from "../may.ts";
import { CardLabel, CardTable } from "../parts/card_table.tsx";
import { NotRead } from "../parts/not_read.tsx";
import { useReadingOf } from "../parts/use_reading_of.ts";
import { path } from "../route.ts";
import { me } from "../session.ts";
import { answersText as text } from "../text/answers.ts";
import { common } from "../text/common.ts";
import type { Clock } from "./left.ts";
import { TellDialog } from "./tell.tsx";
import { TimeLeft } from "./time_left.tsx";

/** How often an open page looks what came, milliseconds. */
const LOOK_MS = 15_000;

interface Writer {
  name: string;
  credential: string | null;
}

/** A line, as `GET /api/photo-queue` gives it. */
export interface Line {
  visit: string;
  patient: string;
  reason: string;
  clinician: Writer | null;
  standing: "to_answer" | "needs_visit" | "no_photos" | "answered";
  clock: Clock | null;
  photos: number;
  question: boolean;
  asked_at: string;
  replied_at: string | null;
  told: boolean;
  read: boolean;
  open_by: Writer[];
}

const named = (who: Writer) => (who.credential ? `${who.name}, ${who.credential}` : who.name);

/** Photos without a call: what waits for an answer, the oldest first; what waits for photos; what was answered. */
export function AnswersPage() {
  const { found, failed, reload } = useReadingOf<{ lines: Line[] }>(() => "/api/photo-queue", LOOK_MS);
  const telling = useSignal<Line | null>(null);
  const all = found.value?.lines;
  if (!all) return <NotRead title={text.title} loading={text.loading} failed={failed.value} again={reload} />;
  const groups = (["to_answer", "needs_visit", "no_photos", "answered"] as const).filter(
    (name) => name === "to_answer" || all.some((one) => one.standing === name),
  );
  return (
    <div class="answers">
      <div class="page-head">
        <Heading title={`${text.title} · ${common.product}`}>{text.title}</Heading>
        <p class="aside">{text.lead}</p>
        <a class="button" href={path.newVisit}>
          {text.ask}
        </a>
      </div>
      {failed.value && <p class="notice danger">{failed.value}</p>}
      {groups.map((name) => {
        const theirs = all.filter((one) => one.standing === name);
        return (
          <section key={name} aria-labelledby={`answers-${name}`}>
            <h2 id={`answers-${name}`}>{text.groups[name]}</h2>
            {theirs.length === 0 ? (
              <div class="empty">
                <p>{text.empty}</p>
                <p class="aside">{text.emptyHint}</p>
              </div>
            ) : (
              <Lines
                lines={theirs}
                labelledby={`answers-${name}`}
                tell={(line) => {
                  telling.value = line;
                }}
              />
            )}
          </section>
        );
      })}
      {telling.value && (
        <TellDialog
          line={telling.value}
          onClose={() => {
            telling.value = null;
            void reload();
          }}
        />
      )}
    </div>
  );
}

function Lines({ lines, labelledby, tell }: { lines: Line[]; labelledby: string; tell: (line: Line) => void }) {
  const columns = text.columns;
  const looks = may.seePhotos(me.value?.role ?? "biller");
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: the rows of a CardTable carry their roles.
    <CardTable
      columns={[columns.patient, columns.waits, columns.left, columns.who, columns.next]}
      labelledby={labelledby}
    >
      {lines.map((one) => (
        <tr role="row" key={one.visit}>
          <th role="rowheader" scope="row">
            {one.patient}
            <p class="aside">{one.reason}</p>
          </th>
          <td role="cell">
            <CardLabel words={columns.waits} />
            {[one.photos > 0 ? text.photos(one.photos) : "", one.question ? text.question : ""]
              .filter(Boolean)
              .join(", ")}
            <p class="aside">
              {one.clock
                ? text.since(dayAndTime(one.clock.since))
                : one.replied_at
                  ? text.repliedAt(dayAndTime(one.replied_at))
                  : text.askedAt(dayAndTime(one.asked_at))}
            </p>
          </td>
          <td role="cell">
            <CardLabel words={columns.left} />
            <Left line={one} />
          </td>
          <td role="cell">
            <CardLabel words={columns.who} />
            {one.clinician ? named(one.clinician) : text.nobody}
            {one.open_by.length > 0 && <p class="aside">{text.openBy(one.open_by.map(named).join("; "))}</p>}
          </td>
          <td role="cell">
            <div class="row">
              {looks && one.photos > 0 && (
                <a
                  class={one.standing === "to_answer" ? "button primary" : "button"}
                  href={path.photos(one.visit)}
                  aria-label={one.standing === "to_answer" ? text.answerOf(one.patient) : text.lookOf(one.patient)}
                >
                  {one.standing === "to_answer" ? text.answer : text.look}
                </a>
              )}
              {(one.standing === "no_photos" || (one.standing === "answered" && !one.read)) && (
                <Button
                  onClick={() => tell(one)}
                  aria-label={one.standing === "answered" ? text.tellOf(one.patient) : text.newLinkOf(one.patient)}
                >
                  {one.standing === "answered" ? text.tell : text.sendLink}
                </Button>
              )}
            </div>
          </td>
        </tr>
      ))}
    </CardTable>
    // biome-ignore-end lint/a11y/noRedundantRoles: the rows of a CardTable carry their roles.
  );
}

function Left({ line }: { line: Line }) {
  const clock = line.clock;
  if (line.standing === "needs_visit") return <>{text.timeOnBoard}</>;
  if (!clock)
    return <>{line.standing === "answered" ? (line.read ? text.read : line.told ? text.told : text.notTold) : "–"}</>;
  return <TimeLeft clock={clock} />;
}
