import { useRef } from "preact/hooks";
import { float, floating } from "../../picture/floating.ts";
import type { Party, Role, VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { visitText as text } from "../text/visit.ts";
import type { Commands } from "./commands.ts";

interface Props {
  party: Party;
  visit: VisitFrame;
  commands: Commands;
  /** Whether it is the picture of the party's phone. */
  skin?: boolean;
  /** Makes it the large one; null where it is. */
  enlarge: (() => void) | null;
  freeze: (video: HTMLVideoElement) => void;
}

/** Who can have a phone as a second camera. */
const FILMED: readonly Role[] = ["patient", "caregiver"];

/** What can be done with a party's picture: look closer here, or ask for a better one there. Behind one word, on the picture's corner. */
export function TileTools({ party, visit, commands, skin = false, enlarge, freeze }: Props) {
  const box = useRef<HTMLDetailsElement>(null);
  const video = () => {
    const tile = box.current?.closest(".tile");
    return tile?.querySelector<HTMLVideoElement>(".tile-screen") ?? tile?.querySelector("video") ?? null;
  };
  const close = () => {
    if (!box.current) return;
    if (box.current.contains(document.activeElement)) box.current.querySelector("summary")?.focus();
    box.current.open = false;
  };
  const look = (what: (video: HTMLVideoElement) => unknown) => () => {
    const element = video();
    if (element) void what(element);
    close();
  };
  const ask = (wish: "sharper" | "usual" | "turn" | "torch" | "phone") => async () => {
    close();
    const track = skin ? "skin_camera" : "camera";
    await commands.give({ type: "camera", visit: visit.visit, seat: party.seat, ask: wish, track });
  };
  const camera = skin ? party.skin_camera : party.camera === "on" ? party : null;
  const may = visit.commands.includes("ask_camera") && party.in_call;
  const name = skin ? text.skinOf(party.name) : party.name;
  if (enlarge) {
    return (
      <Button class="tile-larger" aria-label={text.tools.largerOf(name)} onClick={enlarge}>
        {text.tools.larger}
      </Button>
    );
  }
  return (
    <details class="tile-tools" ref={box} onKeyDown={(event) => event.key === "Escape" && close()}>
      <summary class="button" aria-label={text.tools.of(name)}>
        {text.tools.title}
      </summary>
      <div class="tile-tools-list">
        {may && camera && (
          <>
            <Button aria-pressed={camera.sharper} onClick={ask(camera.sharper ? "usual" : "sharper")}>
              {text.tools.sharper}
            </Button>
            <p class="aside">{camera.sharper ? text.tools.sharperOn : text.tools.sharperOff}</p>
            <Button icon="turn" onClick={ask("turn")} disabled={camera.asked === "turn"}>
              {camera.asked === "turn" ? text.tools.asked.turn : text.tools.turn}
            </Button>
            <Button onClick={ask("torch")} disabled={camera.asked === "torch"}>
              {camera.asked === "torch" ? text.tools.asked.torch : text.tools.torch}
            </Button>
          </>
        )}
        {may && FILMED.includes(party.role) && !party.skin_camera && (
          <Button icon="phone" onClick={ask("phone")} disabled={party.asked === "phone"}>
            {party.asked === "phone" ? text.tools.asked.phone : text.tools.phone}
          </Button>
        )}
        <Button onClick={look(freeze)}>{text.tools.freeze}</Button>
        {document.pictureInPictureEnabled && (
          <Button aria-pressed={floating.value !== null && floating.value === video()} onClick={look(float)}>
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
