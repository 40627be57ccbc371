import type { Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { common } from "../text/common.ts";
import { visitText as text } from "../text/visit.ts";
import type { Commands } from "./commands.ts";
import type { Asking } from "./live_visit.tsx";
import type { Sitting } from "./sitting.ts";

interface Props {
  own: Sitting;
  visit: VisitFrame;
  commands: Commands;
  asking: Signal<Asking>;
}

const TYPES_INTO = "input, textarea, select, [contenteditable], dialog[open]";

/** Single keys for what is needed in a hurry. They sleep while something can be typed into (WCAG 2.1.4). */
export function Shortcuts({ own, visit, commands, asking }: Props) {
  const act = (key: string): boolean => {
    const { camera, microphone } = own.state.value;
    // A listener, who sends nothing, has neither.
    if ((key === "m" && microphone === "skipped") || (key === "v" && camera === "skipped")) return false;
    switch (key) {
      case "m":
        void own.seat.devices.setMicrophone(microphone !== "on");
        return true;
      case "v":
        void own.seat.devices.setCamera(camera !== "on");
        return true;
      case "h":
        if (!visit.commands.includes(visit.held ? "resume" : "hold")) return false;
        void commands.give({ type: "hold", visit: visit.visit, on: !visit.held });
        return true;
      case "n":
        if (!visit.commands.includes("hand_over")) return false;
        document.getElementsByName("note")[0]?.focus();
        return true;
      case "?":
        asking.value = "shortcuts";
        return true;
      default:
        return false;
    }
  };
  const newest = useRef(act);
  newest.current = act;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const at = document.activeElement;
      if (at?.matches(TYPES_INTO) || at?.closest("dialog[open]")) return;
      if (newest.current(event.key.toLowerCase())) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  if (asking.value !== "shortcuts") return null;
  const close = () => {
    asking.value = null;
  };
  return (
    <Dialog title={text.shortcuts} onClose={close}>
      <p>{text.shortcutsHint}</p>
      <dl class="keys">
        {text.shortcutList.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <div class="dialog-buttons">
        <Button onClick={close}>{common.close}</Button>
      </div>
    </Dialog>
  );
}
