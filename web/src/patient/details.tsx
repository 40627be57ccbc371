import { type ComponentChildren, toChildArray } from "preact";
import { t } from "./text.ts";

/** What a patient need not know and reads out to whoever helps on the phone: behind a line, and nothing where there is none of it. */
export function Details({ children }: { children: ComponentChildren }) {
  if (toChildArray(children).length === 0) return null;
  return (
    <details class="more details">
      <summary>{t("connection-details")}</summary>
      {children}
    </details>
  );
}
