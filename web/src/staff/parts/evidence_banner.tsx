import { useEffect, useRef } from "preact/hooks";
import { announce } from "../../ui/announce.tsx";
import { Icon } from "../../ui/icon.tsx";
import { diskFull, keeping, link } from "../live.ts";
import { common } from "../text/common.ts";

/** Says for as long as it is so that evidence of visits does not go where it belongs. Empty while all is well. */
export function EvidenceBanner() {
  // Without a connection nothing is known of it, and another line says so.
  const state = link.value === "open" ? keeping.value : "kept";
  const before = useRef(state);
  useEffect(() => {
    if (state === "kept" && before.current !== "kept" && link.peek() === "open") announce(common.keptAgain);
    before.current = state;
  }, [state]);
  const away = diskFull.value ? common.spooledFull : common.spooled;
  const words = state === "not_kept" ? common.notKept : state === "spooled" ? away : "";
  return (
    <div
      role={state === "not_kept" ? "alert" : "status"}
      class={words ? `banner evidence-${state}` : "banner banner-empty"}
    >
      {words && (
        <p>
          <Icon name="warning" /> {words}
        </p>
      )}
    </div>
  );
}
