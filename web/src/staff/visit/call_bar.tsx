import { type Signal, useSignal } from "@preact/signals";
import type { VisitFrame } from "../../protocol/frames.ts";
import type { DeviceStatus } from "../../state/seat.ts";
import { Button } from "../../ui/button.tsx";
import { destination } from "../board/admit.ts";
import { Guard } from "../board/guard.tsx";
import { me } from "../session.ts";
import { visitText as text } from "../text/visit.ts";
import type { Commands } from "./commands.ts";
import { mayJoinFromBar } from "./joining.ts";
import type { Asking } from "./live_visit.tsx";
import type { OwnSeat } from "./use_seat.ts";

interface Props {
  own: OwnSeat;
  visit: VisitFrame;
  inCall: boolean;
  commands: Commands;
  asking: Signal<Asking>;
  onLeave: () => void;
}

/** The controls of the call: the own devices, then what may be done to the visit now, the end last and apart. */
export function CallBar({ own, visit, inCall, commands, asking, onLeave }: Props) {
  const { camera, microphone } = own.state.value;
  const guarded = useSignal(false);
  const may = (command: VisitFrame["commands"][number]) => visit.commands.includes(command);
  const id = visit.visit;
  const role = me.value?.role ?? "biller";
  const to = destination(role, visit.commands);
  const ask = (what: Asking) => () => {
    asking.value = what;
  };
  return (
    <div class="call-bar" role="toolbar" aria-label={text.controls}>
      <div class="call-own" hidden={camera === "skipped" && microphone === "skipped"}>
        {microphone !== "skipped" && (
          <Toggle
            words={text.microphone}
            icon="microphone"
            status={microphone}
            flip={() => void own.seat.devices.setMicrophone(microphone !== "on")}
          />
        )}
        {camera !== "skipped" && (
          <Toggle
            words={text.camera}
            icon="camera"
            status={camera}
            flip={() => void own.seat.devices.setCamera(camera !== "on")}
          />
        )}
      </div>
      <div class="call-commands">
        {to && (
          <Button kind="primary" onClick={() => (guarded.value = true)}>
            {text.admitHere}
          </Button>
        )}
        {!inCall && mayJoinFromBar(role, visit) && (
          <Button kind="primary" onClick={() => commands.give({ type: "join", visit: id })}>
            {text.join}
          </Button>
        )}
        {may("hold") && (
          <Button
            icon="pause"
            aria-pressed={false}
            onClick={() => commands.give({ type: "hold", visit: id, on: true })}
          >
            {text.hold}
          </Button>
        )}
        {may("resume") && (
          <Button
            icon="pause"
            class="pressed"
            aria-pressed={true}
            aria-label={text.resumeLong}
            onClick={() => commands.give({ type: "hold", visit: id, on: false })}
          >
            {text.resume}
          </Button>
        )}
        {(may("huddle") || may("end_huddle")) && (
          <Button
            class={visit.huddle ? "pressed" : ""}
            aria-pressed={visit.huddle}
            onClick={() => commands.give({ type: "huddle", visit: id, on: !visit.huddle })}
          >
            {visit.huddle ? text.endHuddle : text.huddle}
          </Button>
        )}
        {may("hand_over") && asking.value !== "hand_over" && (
          <Button kind="primary" onClick={ask("hand_over")}>
            {text.handOver}
          </Button>
        )}
        {may("recall") && <Button onClick={() => commands.give({ type: "recall", visit: id })}>{text.recall}</Button>}
        {may("hand_back") && (
          <Button onClick={() => commands.give({ type: "hand_back", visit: id })}>{text.handBack}</Button>
        )}
        {may("send_back") && <Button onClick={ask("send_back")}>{text.sendBack}</Button>}
        {inCall && may("leave") && <Button onClick={onLeave}>{text.leave}</Button>}
        {may("end") && (
          <Button kind="danger" class="end" onClick={ask("end")}>
            {text.end}
          </Button>
        )}
        <Button kind="quiet" class="shortcuts-button" aria-label={text.shortcuts} onClick={ask("shortcuts")}>
          ?
        </Button>
      </div>
      {guarded.value && (
        <Guard
          row={{ visit: id, patient_name: visit.patient_name, birth_year: visit.birth_year ?? 0 }}
          to={to ?? "intake"}
          onClose={() => (guarded.value = false)}
        />
      )}
    </div>
  );
}

interface ToggleProps {
  words: string;
  icon: "microphone" | "camera";
  status: DeviceStatus;
  flip: () => void;
}

/** A device's switch. One that cannot be used stays a button: pressing it asks the browser again. */
function Toggle({ words, icon, status, flip }: ToggleProps) {
  const on = status === "on";
  return (
    <Button
      icon={on ? icon : `${icon}-off`}
      class={on ? "device" : "device device-off"}
      aria-pressed={on}
      busy={status === "asking"}
      onClick={flip}
    >
      {words}
    </Button>
  );
}
