import { useEffect, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { seat, state } from "./flow.ts";
import { t } from "./text.ts";

/** Front or rear, on devices that have both. The rear camera shows skin best. */
export function TurnCamera() {
  const { camera } = state.value.seat;
  const [several, setSeveral] = useState(false);
  useEffect(() => {
    // How many there are is only known once one was allowed.
    if (camera === "on") void seat.devices.list("camera").then((list) => setSeveral(list.length > 1));
  }, [camera]);
  if (!several || camera !== "on") return null;
  return (
    <Button icon="turn" onClick={() => void seat.devices.turnCamera()}>
      {t("turn-camera")}
    </Button>
  );
}
