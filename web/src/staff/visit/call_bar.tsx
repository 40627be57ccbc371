import { type Signal, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { VisitFrame } from "../../protocol/frames.ts";
import { Button } from "../../ui/button.tsx";
import { destination } from "../board/admit.ts";
import { Guard } from "../board/guard.tsx";
import { me } from "../session.ts";
import { visitText as text } from "../text/visit.ts";
import type { Commands } from "./commands.ts";
import { DeviceToggles } from "./device_toggle.tsx";
import { JoinControls } from "./join_controls.tsx";
import type { Asking } from "./live_visit.tsx";
import { More } from "./more.tsx";
import type { Sitting } from "./sitting.ts";
import type { VisitEnding } from "./use_ending.ts";
import type { HandingOver } from "./use_hand_over.ts";

interface Props {
  own: Sitting;
  visit: VisitFrame;
  inCall: boolean;
  commands: Commands;
  handing: HandingOver;
  ending: VisitEnding;
  asking: Signal<Asking>;
  onLeave: () => void;
}

/**
 * The controls of the call. Whoever is not in it sees the way in, the own devices and, behind one word, the rest; whoever
 * is sees what can be done now, the end last and apart.
 */
export function CallBar(props: Props) {
  const { own, visit, inCall, commands, onLeave } = props;
  const guarded = useSignal(false);
  const role = me.value?.role ?? "biller";
  const to = destination(role, visit.commands);
  const may = (command: VisitFrame["commands"][number]) => visit.commands.includes(command);
  const wayIn = !inCall && may("join");
  // Who only huddles is heard by colleagues: what ends that must be in sight.
  const huddles = !inCall && may("leave");
  // What was pressed may be gone with what it did ("Hand over"): the focus stays among the controls.
  const bar = useRef<HTMLDivElement>(null);
  const held = bar.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    if (held && document.activeElement === document.body) bar.current?.focus();
  });
  return (
    <div class="call-bar" role="toolbar" aria-label={text.controls} ref={bar} tabIndex={-1}>
      {to && (
        <Button kind="primary" onClick={() => (guarded.value = true)}>
          {text.admitHere}
        </Button>
      )}
      {wayIn && <JoinControls visit={visit} commands={commands} />}
      <DeviceToggles own={own} />
      {huddles && <Huddle {...props} />}
      {!wayIn && <Doing {...props} />}
      {may("leave") && (
        <Button icon="leave" onClick={onLeave}>
          {text.leave}
        </Button>
      )}
      <div class="call-last">
        <More key={wayIn ? "out" : "in"}>
          {wayIn && <Doing {...props} withoutHuddle={huddles} />}
          <Seldom {...props} />
          {wayIn && <End {...props} />}
        </More>
        {!wayIn && <End {...props} />}
      </div>
      {guarded.value && (
        <Guard
          row={{
            visit: visit.visit,
            patient_name: visit.patient_name,
            birth_year: visit.birth_year ?? 0,
            licence: visit.licence,
          }}
          to={to ?? "intake"}
          onClose={() => (guarded.value = false)}
        />
      )}
    </div>
  );
}

/** What is done in the course of a visit. */
function Doing({ withoutHuddle = false, ...props }: Props & { withoutHuddle?: boolean }) {
  const { visit, commands, handing, inCall } = props;
  const may = (command: VisitFrame["commands"][number]) => visit.commands.includes(command);
  return (
    <>
      {(may("hold") || may("resume")) && (
        <Button
          icon="pause"
          class={visit.held ? "pressed" : ""}
          aria-pressed={visit.held}
          onClick={() => commands.give({ type: "hold", visit: visit.visit, on: !visit.held })}
        >
          {text.hold}
        </Button>
      )}
      {!withoutHuddle && <Huddle {...props} />}
      {may("hand_over") && (
        <Button icon="hand-over" kind={inCall ? "primary" : "plain"} busy={handing.busy} onClick={handing.send}>
          {text.handOver}
        </Button>
      )}
      {may("hand_back") && (
        <Button icon="hand-over" onClick={() => commands.give({ type: "hand_back", visit: visit.visit })}>
          {text.handBack}
        </Button>
      )}
    </>
  );
}

function Huddle({ visit, commands }: Props) {
  if (!visit.commands.includes("huddle") && !visit.commands.includes("end_huddle")) return null;
  return (
    <Button
      icon="huddle"
      class={visit.huddle ? "pressed" : ""}
      aria-pressed={visit.huddle}
      onClick={() => commands.give({ type: "huddle", visit: visit.visit, on: !visit.huddle })}
    >
      {text.huddle}
    </Button>
  );
}

/** What corrects a step, and the list of keys. */
function Seldom({ own, visit, inCall, commands, asking }: Props) {
  const may = (command: VisitFrame["commands"][number]) => visit.commands.includes(command);
  const ask = (what: Asking) => () => {
    asking.value = what;
  };
  return (
    <>
      {/* A dermatologist who is in the call already, in somebody else's part of the visit, takes it over by joining. */}
      {inCall && may("join") && <JoinControls visit={visit} commands={commands} />}
      {may("recall") && (
        <Button onClick={() => commands.give({ type: "recall", visit: visit.visit })}>{text.recall}</Button>
      )}
      {may("send_back") && <Button onClick={ask("send_back")}>{text.sendBack}</Button>}
      {may("ask_phone") && visit.phone === null && (
        <Button icon="phone" onClick={() => commands.give({ type: "phone", visit: visit.visit, step: "ask" })}>
          {text.phoneSteps.ask}
        </Button>
      )}
      <Button onClick={ask("devices")}>{text.deviceChoice.open}</Button>
      {inCall && <ShareScreen own={own} />}
      <Button onClick={ask("shortcuts")}>{text.shortcuts}</Button>
    </>
  );
}

/** Shows the others a screen or a window. */
function ShareScreen({ own }: { own: Sitting }) {
  const { screen } = own.seat;
  if (!screen.possible) return null;
  const shared = screen.shared.value;
  return (
    <Button icon="screen" aria-pressed={shared} onClick={() => (shared ? screen.stop() : void screen.share())}>
      {shared ? text.stopSharing : text.shareScreen}
    </Button>
  );
}

function End({ visit, ending }: Props) {
  if (!visit.commands.includes("end")) return null;
  return (
    <Button icon="end" kind="danger" class="end" onClick={ending.ask}>
      {text.end}
    </Button>
  );
}
