import { Heading } from "../../ui/heading.tsx";
import { t } from "../text.ts";

export function Opening() {
  return (
    <div class="step">
      <Heading title={t("opening-heading")} />
      <p class="hint">{t("working")}</p>
    </div>
  );
}
