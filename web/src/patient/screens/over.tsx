import { Heading } from "../../ui/heading.tsx";
import { Icon } from "../../ui/icon.tsx";
import { state } from "../flow.ts";
import { phoneAddress, practice } from "../frame.tsx";
import { t } from "../text.ts";

const BY_OUTCOME = {
  done: null,
  continued_by_phone: "ended-by-phone",
  in_person: "ended-in-person",
  patient_left: "ended-left",
} as const;

function Ended() {
  const special = BY_OUTCOME[state.value.seat.visit?.outcome ?? "done"];
  const name = practice()?.name ?? "";
  return (
    <>
      <Heading title={t("ended-heading")} />
      <p>{t("ended-text")}</p>
      {special !== null && <p class="notice waiting">{t(special, { practice: name })}</p>}
      <h2>{t("ended-next-legend")}</h2>
      <ul class="next-steps">
        {special === null && <li>{t("ended-next-plan")}</li>}
        <li>{t("ended-next-worse", { practice: name })}</li>
      </ul>
    </>
  );
}

/** The visit is over for the patient, and what happens next. */
export function Over({ how }: { how: "ended" | "cancelled" | "no_show" }) {
  const contact = practice();
  const name = contact?.name ?? "";
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
      {contact && (
        <a class="button" href={phoneAddress(contact.phone)}>
          <Icon name="phone" />
          <span>{t("call-practice", { phone: contact.phone })}</span>
        </a>
      )}
    </div>
  );
}
