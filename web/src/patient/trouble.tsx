import { useEffect, useRef } from "preact/hooks";
import { announce } from "../ui/announce.tsx";
import { state } from "./flow.ts";
import { t } from "./text.ts";
import { connectionTrouble } from "./tree.ts";

/** What is wrong with the connection just now, and, once, that it is right again. */
export function TroubleLine() {
  const trouble = connectionTrouble(state.value);
  const before = useRef<string | null>(null);
  useEffect(() => {
    if (trouble === null && before.current !== null) announce(t("net-back"));
    before.current = trouble;
  }, [trouble]);
  return (
    <div class="trouble" role="status">
      {trouble !== null && <p>{t(trouble)}</p>}
    </div>
  );
}
