import { Heading } from "../../ui/heading.tsx";
import type { After } from "../api.ts";
import { state } from "../flow.ts";
import { CallPractice, practice } from "../frame.tsx";
import { t } from "../text.ts";
import { BirthField } from "./birth_date.tsx";

const BY_OUTCOME = {
  done: null,
  continued_by_phone: "ended-by-phone",
  in_person: "ended-in-person",
  patient_left: "ended-left",
  answered: null,
} as const;

/** What the clinician wrote for the patient, as it was written. */
function InTheirWords({ after }: { after: After }) {
  const by = after.credential
    ? t("party-with-credential", { name: after.author, credential: after.credential })
    : after.author;
  return (
    <figure class="in-their-words">
      <blockquote>{after.text}</blockquote>
      <figcaption>{t("ended-written-by", { name: by, at: new Date(after.at) })}</figcaption>
    </figure>
  );
}

function Ended() {
  const { pass, seat, link } = state.value;
  const special = BY_OUTCOME[seat.visit?.outcome ?? "done"];
  const byPhone = special === "ended-by-phone";
  const name = practice()?.name ?? "";
  const after = pass?.after ?? null;
  return (
    <>
      <Heading title={t(byPhone ? "ended-by-phone-heading" : "ended-heading")} />
      {!byPhone && <p>{t("ended-text")}</p>}
      {special !== null && <p class="notice waiting">{t(special, { practice: name })}</p>}
      <h2>{t("ended-next-legend")}</h2>
      {after !== null && <InTheirWords after={after} />}
      {pass === null && link !== null && <BirthField hint={t("ended-who")} />}
      <ul class="next-steps">
        {special === null && after === null && pass !== null && <li>{t("ended-next-plan")}</li>}
        <li>{t("ended-next-worse", { practice: name })}</li>
        {pass !== null && <li>{t("ended-next-again")}</li>}
      </ul>
    </>
  );
}

/** The visit is over for the patient, and what happens next. */
export function Over({ how }: { how: "ended" | "cancelled" | "no_show" }) {
  const name = practice()?.name ?? "";
  return (
    <div class="step">
      {how === "ended" && <Ended />}
      {how === "cancelled" && (
        <>
          <Heading title={t("cancelled-heading")} />
          <p>{t("cancelled-text", { practice: name })}</p>
        </>
      )}
      {how === "no_show" && (
        <>
          <Heading title={t("no-show-heading")} />
          <p>{t("no-show-text", { practice: name })}</p>
        </>
      )}
      <CallPractice words="call-practice" primary={how !== "ended"} />
    </div>
  );
}
