import { Details } from "./details.tsx";
import { state } from "./flow.ts";
import { t } from "./text.ts";

/** How the patient's own connection is: one line in plain words, and the figures that the practice may ask for on the phone. */
export function OwnConnection() {
  const { visit, quality } = state.value.seat;
  const own = quality?.visit === visit?.visit ? quality?.parties.find((party) => party.seat === visit?.you) : undefined;
  if (own === undefined) return null;
  return (
    <section class="notice" aria-label={t("connection")}>
      <p>
        <strong>{t("connection")}:</strong> {t(`connection-${own.standing}`)}
      </p>
      {own.why && <p>{t(`connection-why-${own.why}`)}</p>}
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
