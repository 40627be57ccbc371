import { useSignal } from "@preact/signals";
import { call } from "../../api/http.ts";
import type { VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { languageName } from "../languages.ts";
import { Facts } from "../parts/facts.tsx";
import type { Arrival, VisitRecord } from "../records.ts";
import { sentence } from "../refusal.ts";
import { me } from "../session.ts";
import { codingText } from "../text/coding.ts";
import { visitText } from "../text/visit.ts";
import { NoLicence } from "./no_licence.tsx";

const text = visitText.arrival;

interface Arrived {
  record: VisitRecord;
  visit: VisitFrame | null;
}

const ROLES = ["office", "npc", "dermatologist", "scribe"];

/** What to mind before anything is done: a license that is not there, a patient who is a minor. */
export function ArrivalWarnings({ record, visit }: Arrived) {
  if (!ROLES.includes(me.value?.role ?? "")) return null;
  const { minor, guardian } = record.arrival;
  return (
    <>
      <NoLicence licence={visit?.licence ?? null} />
      {minor && (
        <p class="notice waiting">
          {guardian ? text.guardian(guardian.name, text.relations[guardian.relation] ?? guardian.relation) : text.minor}
        </p>
      )}
    </>
  );
}

/** What the patient said around the visit. */
export function ArrivalPart({ record, visit }: Arrived) {
  const role = me.value?.role;
  if (!ROLES.includes(role ?? "")) return null;
  const { arrival } = record;
  const rows: [string, string][] = [
    [text.place, place(arrival)],
    [text.callback, arrival.callback_phone ?? record.patient.phone ?? text.notAnswered],
    [text.company, company(arrival)],
    [text.interpreter, interpreter(arrival)],
    [text.consents, consents(arrival)],
  ];
  return (
    <section class="panel-part" aria-labelledby="arrival-heading">
      <h2 id="arrival-heading">{text.heading}</h2>
      {visit?.licence?.status === "licensed" && <p class="aside">{text.licensed(visit.licence.state)}</p>}
      {visit?.network && <p class="aside">{text.network[visit.network]}</p>}
      <Facts rows={rows} />
      {role !== "scribe" && <Address key={record.id} visit={record.id} />}
    </section>
  );
}

/** Where to send help: one click, kept in the evidence. */
function Address({ visit }: { visit: string }) {
  const shown = useSignal<string | null>(null);
  const failed = useSignal("");
  const look = async () => {
    failed.value = "";
    try {
      const { address } = await call<{ address: string | null }>("GET", `/api/visits/${visit}/address`);
      shown.value = address ?? text.addressNone;
    } catch (error) {
      failed.value = sentence(error);
    }
  };
  return (
    <>
      <p role="status" class={shown.value === null ? "visually-hidden" : "written"}>
        {shown.value}
      </p>
      {shown.value === null && (
        <div>
          {failed.value && (
            <p class="error" role="alert">
              {failed.value}
            </p>
          )}
          <Button onClick={look}>{text.address}</Button>
          <p class="aside">{text.addressHint}</p>
        </div>
      )}
    </>
  );
}

function place(arrival: Arrival): string {
  if (arrival.place_state === null) return text.placeNone;
  const kind = arrival.place_kind ?? "";
  return `${arrival.place_state}, ${(codingText.placeKinds[kind] ?? kind).toLowerCase()}`;
}

function company(arrival: Arrival): string {
  if (arrival.company === null) return text.notAnswered;
  if (arrival.company === "alone") return text.alone;
  return arrival.company_names ?? text.withOthers;
}

function interpreter(arrival: Arrival): string {
  if (arrival.interpreter === null) return text.notAnswered;
  return arrival.interpreter === "none"
    ? text.interpreterNo
    : languageName(arrival.interpreter, arrival.interpreter_other);
}

function consents(arrival: Arrival): string {
  const kinds = [...new Set(arrival.consents.map((one) => text.consentKinds[one.consent] ?? one.consent))];
  return kinds.join(", ") || text.consentNone;
}
