import { type ReadonlySignal, useSignalEffect } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Seat } from "../../seat/seat.ts";
import { initialSeat, type SeatState, seatReducer } from "../../state/seat.ts";
import { createStore } from "../../state/store.ts";
import { connection } from "../live.ts";

export interface OwnSeat {
  readonly seat: Seat;
  readonly state: ReadonlySignal<SeatState>;
  /** The browser plays no voice before a touch, or does again. */
  readonly soundBlocked: (blocked: boolean) => void;
}

/**
 * Takes this page's seat in a visit for as long as `wanted` holds and the page is open. `publishes`: with camera and
 * microphone, which run from now on and reach nobody before joining; a listener's are never asked for.
 */
export function useSeat(visit: string, wanted: ReadonlySignal<boolean>, publishes: boolean): OwnSeat {
  const own = useMemo(() => {
    const store = createStore(seatReducer, initialSeat);
    const seat = new Seat(store.dispatch);
    return {
      seat,
      store,
      state: store.state,
      soundBlocked: (blocked: boolean) => store.dispatch({ type: "sound", blocked }),
    };
  }, []);
  useSignalEffect(() => {
    const open = connection.value;
    if (!open || !wanted.value) return undefined;
    const unlisten = open.listen((event) => {
      if (event.type !== "visit" || event.visit === visit) own.store.dispatch(event);
    });
    own.store.dispatch({ type: "link", status: open.status, reason: null });
    own.seat.take(open, visit);
    void askForDevices(own.seat, publishes);
    return () => {
      unlisten();
      void own.seat.leave(open.status === "open");
    };
  });
  return own;
}

/** One after the other, so that the browser asks two plain questions and a refusal of one never takes the other. */
async function askForDevices(seat: Seat, publishes: boolean): Promise<void> {
  if (!publishes) {
    seat.devices.skip("camera");
    seat.devices.skip("microphone");
    return;
  }
  await seat.devices.ask("camera");
  await seat.devices.ask("microphone");
}
