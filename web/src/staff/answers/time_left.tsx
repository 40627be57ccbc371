import "../css/answers.css";
import { dayAndTime } from "../format/zoned.ts";
import { answersText as text } from "../text/answers.ts";
import { type Clock, hoursAndMinutes } from "./left.ts";

/** How long is left to answer, and until when; late and soon stand out. */
export function TimeLeft({ clock }: { clock: Clock }) {
  const { due, left_s, urgency } = clock;
  const late = left_s < 0;
  const words = hoursAndMinutes(left_s);
  return (
    <span class={`left left-${urgency}`} data-urgency={urgency}>
      <strong>{text.urgencies[urgency]}</strong>{" "}
      {late ? text.late(words) : due === null ? text.noEnd : text.left(words)}
      {due && <span class="aside"> {late ? text.wasDue(dayAndTime(due)) : text.due(dayAndTime(due))}</span>}
    </span>
  );
}
