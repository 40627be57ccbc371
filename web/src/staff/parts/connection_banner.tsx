import { useSignal, useSignalEffect } from "@preact/signals";
import { Button } from "../../ui/button.tsx";
import { closedBecause, draining, goLive, goLiveHere, link, stopping } from "../live.ts";
import { common } from "../text/common.ts";
import { visitText } from "../text/visit.ts";

/** A short break is not worth a word: the banner waits this long before it says that the server is away, milliseconds. */
const PATIENCE_MS = 1500;

/** One line under the bar when the page is cut off from the server, or soon will be: why, and what to do. Empty while all is well. */
export function ConnectionBanner() {
  const late = useSignal(false);
  useSignalEffect(() => {
    if (link.value === "open") {
      late.value = false;
      return undefined;
    }
    const timer = setTimeout(() => {
      late.value = true;
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  });
  const words = closedBecause.value ? closedWords(closedBecause.value) : late.value ? away() : soon();
  return (
    <div role="status" class={words ? "banner" : "banner banner-empty"}>
      {words && <p>{words}</p>}
      {closedBecause.value && (
        <Button kind="primary" onClick={closedBecause.value === "replaced" ? goLiveHere : goLive}>
          {closedBecause.value === "replaced" ? visitText.replacedHere : common.tryAgain}
        </Button>
      )}
    </div>
  );
}

function soon(): string {
  return draining.value && link.value === "open" ? common.draining : "";
}

function away(): string {
  return stopping.value ? common.stopping : common.offline;
}

function closedWords(reason: string): string {
  if (reason === "replaced") return `${visitText.replacedTitle}. ${visitText.replaced}`;
  if (reason === "misbehaved") return common.misbehaved;
  return common.unreachable;
}
