import { Details } from "./details.tsx";
import { state } from "./flow.ts";
import { t } from "./text.ts";
import { connectionTrouble } from "./tree.ts";

/** How the patient's own connection is: one line in plain words, and the figures that the practice may ask for on the phone. */
export function OwnConnection() {
  const { visit, quality } = state.value.seat;
  const own = quality?.visit === visit?.visit ? quality?.parties.find((party) => party.seat === visit?.you) : undefined;
  if (own === undefined) return null;
  // What the server said last is old where nothing of it arrives.
  const cut = { "net-offline": "offline", "net-lost": "gone", "net-media": "gone" }[
    connectionTrouble(state.value) ?? ""
  ];
  return (
    <section class="notice" aria-label={t("connection")}>
      <p>
        <strong>{t("connection")}:</strong> {t(`connection-${cut ?? own.standing}`)}
      </p>
      {own.why && !cut && <p>{t(`connection-why-${own.why}`)}</p>}
      <Details>
        <p class="hint">
          {t("connection-figures", {
            ms: own.round_trip_ms ?? 0,
            up: Math.round((own.lost_up ?? 0) / 10),
            down: Math.round((own.lost_down ?? 0) / 10),
          })}
        </p>
      </Details>
    </section>
  );
}
