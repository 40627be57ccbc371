import { useRef } from "preact/hooks";
import type { Party, VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { visitText as text } from "../text/visit.ts";
import type { Commands } from "./commands.ts";

interface Props {
  party: Party;
  visit: VisitFrame;
  commands: Commands;
  freeze: (video: HTMLVideoElement) => void;
}

/** What can be done with a party's picture: look closer here, or ask for a better one there. Behind one word, on the picture's corner. */
export function TileTools({ party, visit, commands, freeze }: Props) {
  const box = useRef<HTMLDetailsElement>(null);
  const video = () => box.current?.closest(".tile")?.querySelector("video") ?? null;
  const close = () => {
    if (box.current) box.current.open = false;
  };
  const look = (what: (video: HTMLVideoElement) => unknown) => () => {
    const element = video();
    if (element) void what(element);
    close();
  };
  const ask = (wish: "sharper" | "usual" | "turn" | "torch") => async () => {
    close();
    await commands.give({ type: "camera", visit: visit.visit, seat: party.seat, ask: wish });
  };
  const asks = visit.commands.includes("ask_camera") && party.in_call && party.camera === "on";
  return (
    <details class="tile-tools" ref={box} onKeyDown={(event) => event.key === "Escape" && close()}>
      <summary class="button" aria-label={text.tools.of(party.name)}>
        {text.tools.title}
      </summary>
      <div class="tile-tools-list">
        {asks && (
          <>
            <Button aria-pressed={party.sharper} onClick={ask(party.sharper ? "usual" : "sharper")}>
              {text.tools.sharper}
            </Button>
            <p class="aside">{party.sharper ? text.tools.sharperOn : text.tools.sharperOff}</p>
            <Button icon="turn" onClick={ask("turn")} disabled={party.asked === "turn"}>
              {party.asked === "turn" ? text.tools.asked : text.tools.turn}
            </Button>
            <Button onClick={ask("torch")} disabled={party.asked === "torch"}>
              {party.asked === "torch" ? text.tools.asked : text.tools.torch}
            </Button>
          </>
        )}
        <Button onClick={look(freeze)}>{text.tools.freeze}</Button>
        {document.pictureInPictureEnabled && (
          <Button onClick={look((element) => element.requestPictureInPicture().catch(() => undefined))}>
            {text.tools.inPicture}
          </Button>
        )}
        <Button onClick={look((element) => element.requestFullscreen().catch(() => undefined))}>
          {text.tools.full}
        </Button>
      </div>
    </details>
  );
}
