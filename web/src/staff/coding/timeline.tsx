import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { exactOn } from "../format/zoned.ts";
import { codingText as text } from "../text/coding.ts";
import { BAR, LABEL, layOut } from "./geometry.ts";
import { type Proposal, secondsInWords, type TimelineSpan, whose } from "./proposal.ts";

/** The picture's own width: a narrow one keeps its words readable on a phone, however it is turned. */
function useWidth(): number {
  const phone = useMemo(() => matchMedia("(max-width: 720px)"), []);
  const narrow = useSignal(phone.matches);
  useEffect(() => {
    const follow = () => (narrow.value = phone.matches);
    phone.addEventListener("change", follow);
    return () => phone.removeEventListener("change", follow);
  }, []);
  return narrow.value ? 330 : 600;
}

interface Lane {
  kind: string;
  start: string;
  end: string;
}

/** Who sent what, what of it went both ways, and what decides: as a picture, in one sentence, and as a table. */
export function Timeline({ proposal }: { proposal: Proposal }) {
  const spans = proposal.timeline;
  // A lane for each party and medium, above those of the conversation itself.
  const sent: Lane[] = proposal.sent.map((one) => ({
    kind: text.sender(
      whose(proposal.people, one.participant, text.unknownPerson),
      text.sentKinds[one.kind] ?? one.kind,
    ),
    start: one.start,
    end: one.end,
  }));
  return (
    <section class="card" aria-labelledby="timeline-heading">
      <h2 id="timeline-heading">{text.timeline}</h2>
      {spans.length > 0 ? (
        <p>{text.deciding(proposal)}</p>
      ) : (
        <p>{sent.length === 0 ? text.timelineNone : text.timelineOneSided(summed(sent))}</p>
      )}
      {sent.length + spans.length > 0 && (
        <>
          {proposal.flags.includes("NONCOUNTABLE_ACTIVITY_EXCLUDED") && <p class="aside">{text.timelineLeftOut}</p>}
          <Drawing spans={[...sent, ...spans]} day={proposal.date_of_service} />
          <details>
            <summary>{text.timelineTable}</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (axe). */}
            <section class="timeline-table" aria-labelledby="timeline-heading" tabIndex={0}>
              <SpanTable spans={[...sent, ...spans]} day={proposal.date_of_service} />
            </section>
          </details>
        </>
      )}
    </section>
  );
}

/** Each sender with how long, as one phrase. */
function summed(sent: readonly Lane[]): string {
  const drawn = layOut(sent, 600);
  return drawn.lanes.map((lane) => `${lane.kind} ${secondsInWords(lane.seconds)}`).join("; ");
}

interface Drawn {
  spans: readonly (Lane | TimelineSpan)[];
  /** The date of service: another date is said beside its times. */
  day: string;
}

function Drawing({ spans, day }: Drawn) {
  const wide = useWidth();
  const drawn = layOut(spans, wide, wide < 600 ? 2 : 4);
  const parts = drawn.lanes.map((lane) => `${kind(lane.kind)} ${secondsInWords(lane.seconds)}`).join("; ");
  const axis = drawn.height - 22;
  const label = text.timelineAlt(parts, exactOn(drawn.from, day), exactOn(drawn.until, day));
  return (
    <svg class="timeline" viewBox={`-12 0 ${wide + 24} ${drawn.height}`} role="img" aria-label={label}>
      {drawn.ticks.map((tick) => (
        <line key={tick.at} class="tick" x1={tick.x} x2={tick.x} y1={0} y2={axis} />
      ))}
      {drawn.lanes.map((lane) => (
        <g key={lane.kind}>
          <rect class="lane" x={0} y={lane.y + LABEL} width={wide} height={BAR} rx={2} />
          <text class="lane-name" x={0} y={lane.y + LABEL - 5}>
            {kind(lane.kind)}: {secondsInWords(lane.seconds)}
          </text>
        </g>
      ))}
      {drawn.bars.map((bar) => (
        <rect
          key={`${bar.kind} ${bar.x}`}
          class={`bar bar-${text.kinds[bar.kind] ? bar.kind : "sent"}`}
          x={bar.x}
          y={bar.y}
          width={bar.width}
          height={BAR}
          rx={2}
        />
      ))}
      {drawn.ticks.map((tick) => (
        <text
          key={tick.at}
          class="tick-name"
          x={tick.x}
          y={axis + 16}
          text-anchor={tick.x < 40 ? "start" : tick.x > wide - 40 ? "end" : "middle"}
        >
          {exactOn(tick.at, day, drawn.until - drawn.from <= 300_000)}
        </text>
      ))}
    </svg>
  );
}

function SpanTable({ spans, day }: Drawn) {
  const columns = text.timelineColumns;
  return (
    <table>
      <thead>
        <tr>
          {[columns.what, columns.from, columns.until, columns.length].map((words) => (
            <th key={words} scope="col">
              {words}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {spans.map((span) => (
          <tr key={span.kind + span.start}>
            <th scope="row">{kind(span.kind)}</th>
            <td>{exactOn(span.start, day)}</td>
            <td>{exactOn(span.end, day)}</td>
            <td class="number">{secondsInWords((Date.parse(span.end) - Date.parse(span.start)) / 1000)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function kind(name: string): string {
  return text.kinds[name] ?? name.replaceAll("_", " ");
}
