import { DeviceCheck } from "./device_check.tsx";
import { Visit } from "./visit.tsx";
import { Waiting } from "./waiting.tsx";

export type Room = "devices" | "waiting" | "visit";

/** The pages behind the first ones, in a chunk that comes while the patient reads those. */
export function Inside({ room }: { room: Room }) {
  switch (room) {
    case "devices":
      return <DeviceCheck />;
    case "waiting":
      return <Waiting />;
    case "visit":
      return <Visit />;
  }
}
