import { Button } from "../ui/button.tsx";
import { Heading } from "../ui/heading.tsx";
import { Icon } from "../ui/icon.tsx";
import { Filming } from "./filming.tsx";
import { again, type Over, phone, start } from "./phone.ts";
import { t, words } from "./text.ts";

/** Where another try from here can help. */
const TRY_AGAIN: readonly Over[] = ["unreachable"];

function Ended({ why }: { why: Over }) {
  return (
    <div class="step">
      <Heading title={t("over-heading")} />
      <p role="status">{t(`over-${why}`)}</p>
      {TRY_AGAIN.includes(why) && (
        <Button kind="primary" onClick={() => void again()}>
          {t("camera-again")}
        </Button>
      )}
    </div>
  );
}

function Start() {
  return (
    <div class="step">
      <Heading title={t("camera-heading")} />
      <p>{t("camera-what")}</p>
      <Button kind="primary" icon="camera" busy={phone.value.busy} onClick={() => void start()}>
        {t("camera-start")}
      </Button>
    </div>
  );
}

function Shown() {
  const { step } = phone.value;
  switch (step.name) {
    case "opening":
      return null;
    case "start":
      return <Start />;
    case "filming":
      return <Filming />;
    case "over":
      return <Ended why={step.why} />;
  }
}

/** The phone's page: one picture, what becomes of it, and the way out. */
export function App() {
  const other = words.language === "en" ? "es" : "en";
  const practice = phone.value.paired?.practice;
  return (
    <div class={phone.value.step.name === "filming" ? "frame in-visit" : "frame"}>
      <header class="header">
        <p class="practice">{practice === undefined ? t("camera-title") : t("camera-for", { practice })}</p>
        <button
          type="button"
          class="button quiet"
          lang={other}
          onClick={() => void words.show(other).catch(() => undefined)}
        >
          {t("language-switch")}
        </button>
      </header>
      <main id="main">
        <Shown />
      </main>
      <footer class="footer">
        <Icon name="warning" />
        <span>
          {t("camera-emergency")} <a href="tel:911">911</a>
        </span>
      </footer>
    </div>
  );
}
