import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { type Checked, deviceCheckToken, sayDevices } from "../api.ts";
import { Details } from "../details.tsx";
import { seat, state } from "../flow.ts";
import { t } from "../text.ts";
import { Drawing } from "./drawing.tsx";
import { Full, measure } from "./loop.ts";
import { failingStep, verdictOf } from "./verdict.ts";

type Standing = "running" | "unknown" | "full" | (Checked & { readonly step: ReturnType<typeof failingStep> });

/** Tries the way to the practice with the own picture and voice, says in plain words what it is good for, and tells the staff. */
export function ConnectionCheck() {
  const { camera, microphone } = state.value.seat;
  const [standing, setStanding] = useState<Standing>("running");
  const [turn, setTurn] = useState(0);
  const settled = [camera, microphone].every((status) => status !== "unasked" && status !== "asking");
  useEffect(() => {
    const visit = state.peek().pass?.visit;
    if (!settled || visit === undefined) return;
    const ended = new AbortController();
    const run = async () => {
      setStanding("running");
      const { token, relays } = await deviceCheckToken(visit);
      const { devices } = seat;
      const sample = await measure(
        token,
        { camera: devices.camera, microphone: devices.microphone },
        ended.signal,
        relays,
      );
      ended.signal.throwIfAborted();
      const { round_trip_ms, loss_permille, kbps } = sample;
      const found: Checked = {
        camera: devices.camera !== null,
        microphone: devices.microphone !== null,
        network: verdictOf(sample),
        round_trip_ms,
        loss_permille,
        kbps,
      };
      setStanding({ ...found, step: failingStep(sample.way, (relays?.length ?? 0) > 0) });
      await sayDevices(visit, found);
    };
    run().catch((error: unknown) => {
      const why = error instanceof Full ? "full" : "unknown";
      if (!ended.signal.aborted) setStanding((now) => (now === "running" ? why : now));
    });
    return () => ended.abort();
  }, [settled, camera === "on", microphone === "on" || microphone === "off", turn]);
  if (!settled) return null;
  const again = (
    <div class="row">
      <Button onClick={() => setTurn(turn + 1)}>{t("network-again")}</Button>
    </div>
  );
  return (
    <section class="check" aria-label={t("network")}>
      <Words standing={standing} picture={camera === "on"} />
      {standing !== "running" && (typeof standing === "string" || standing.network !== "good") && again}
    </section>
  );
}

function Words({ standing, picture }: { standing: Standing; picture: boolean }) {
  if (typeof standing === "string") {
    return (
      <div class="device-line">
        <p role="status">{t(`network-${standing}`)}</p>
      </div>
    );
  }
  const good = standing.network === "good";
  const { step, kbps, round_trip_ms, loss_permille } = standing;
  return (
    <div class={good ? "device-line" : "notice waiting"}>
      {!good && <Drawing name="network" />}
      <p role="status">
        {good && <Icon name="check" />}
        {t(good && !picture ? "network-good-sound" : `network-${standing.network}`)}
      </p>
      {(step === "tcp" || step === "relay") && <p>{t("network-roundabout")}</p>}
      <Details>
        {step !== null && <p class="hint">{t(`network-step-${step}`)}</p>}
        {kbps !== null && (
          <p class="hint">{t("network-figures", { ms: round_trip_ms ?? 0, lost: loss_permille ?? 0, kbps })}</p>
        )}
      </Details>
    </div>
  );
}
