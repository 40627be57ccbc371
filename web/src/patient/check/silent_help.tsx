import { t } from "../text.ts";
import { Drawing } from "./drawing.tsx";

/** The microphone is on and nothing is heard: what it may be. */
export function SilentHelp() {
  return (
    <div class="notice waiting silent-help">
      <Drawing name="silent" />
      <p role="status">{t("microphone-silent")}</p>
      <ol class="steps">
        <li>{t("help-silent-1")}</li>
        <li>{t("help-silent-2")}</li>
      </ol>
    </div>
  );
}
