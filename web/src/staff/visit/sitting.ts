import type { ReadonlySignal } from "@preact/signals";
import type { Connection } from "../../protocol/connection.ts";
import { Seat } from "../../seat/seat.ts";
import { initialSeat, type SeatState, seatReducer } from "../../state/seat.ts";
import { createStore } from "../../state/store.ts";
import { connection, reclaims } from "../live.ts";

/** This page's place in one visit, taken and given up as often as needed. */
export interface Sitting {
  readonly visit: string;
  readonly seat: Seat;
  readonly state: ReadonlySignal<SeatState>;
  /** The browser plays no voice before a touch, or does again. */
  readonly soundBlocked: (blocked: boolean) => void;
  /** Takes the seat; `publishes`: with camera and microphone, which run from now on and reach nobody before joining. */
  readonly sit: (open: Connection, publishes: boolean) => void;
  /** Gives it up, devices included. */
  readonly rise: () => void;
}

function sittingIn(visit: string): Sitting {
  const store = createStore(seatReducer, initialSeat);
  const seat = new Seat(store.dispatch);
  let seated: Connection | null = null;
  let unlisten = () => {};
  return {
    visit,
    seat,
    state: store.state,
    soundBlocked: (blocked) => store.dispatch({ type: "sound", blocked }),
    sit: (open, publishes) => {
      if (seated === open) return;
      seated = open;
      const takeOver = reclaims();
      unlisten = open.listen((event) => {
        if (event.type !== "visit" || event.visit === visit) store.dispatch(event);
      });
      store.dispatch({ type: "link", status: open.status, reason: null });
      seat.take(open, visit, { takeOver, seated: () => askForDevices(seat, publishes) });
    },
    rise: () => {
      if (!seated) return;
      const open = seated;
      seated = null;
      unlisten();
      void seat.leave(open.status === "open");
    },
  };
}

let early: Sitting | null = null;

/**
 * Takes the seat while somebody is still asked whether to admit: camera and connection need about a second, which the
 * patient would wait otherwise. Nobody is seen by it.
 */
export function sitEarly(visit: string): void {
  riseEarly();
  early = sittingIn(visit);
  const open = connection.peek();
  if (open) early.sit(open, true);
}

/** Gives an early seat up that no page has taken over. */
export function riseEarly(): void {
  early?.rise();
  early = null;
}

/** The early seat in this visit, whose owner the caller is now, or a new one that is not taken yet. */
export function takeOver(visit: string): Sitting {
  const waiting = early?.visit === visit ? early : null;
  if (waiting) early = null;
  else riseEarly();
  return waiting ?? sittingIn(visit);
}

/** Camera and microphone wait for the seat: while another window has it, this one leaves them alone. */
function askForDevices(seat: Seat, publishes: boolean): void {
  if (publishes) {
    void seat.devices.askMissing();
    return;
  }
  seat.devices.skip("camera");
  seat.devices.skip("microphone");
}
