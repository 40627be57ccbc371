/** Whether somebody is at the page. The server decides about locking; this tells it what it cannot see. */

import { call, Problem } from "../api/http.ts";
import { me, noteLocked } from "./session.ts";

const EVENTS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;
const LOOK_MS = 20_000;

/** What is to be told now: "used" once a minute while somebody is there, "lock" when nobody has been for `idleMs`. */
export function toTell(now: number, usedAt: number, toldAt: number, idleMs: number): "used" | "lock" | null {
  if (now - usedAt >= idleMs) return "lock";
  return usedAt > toldAt && now - toldAt >= 60_000 ? "used" : null;
}

/** Watches for use while somebody is signed in. Returns how to stop. */
export function watchIdle(clock: () => number = Date.now): () => void {
  let usedAt = clock();
  let toldAt = clock();
  const used = () => {
    usedAt = clock();
  };
  const look = async () => {
    const idle = (me.peek()?.idle_minutes ?? 15) * 60_000;
    const what = toTell(clock(), usedAt, toldAt, idle);
    if (what === null) return;
    toldAt = clock();
    try {
      await call("POST", what === "used" ? "/api/session/activity" : "/api/session/lock");
      // In a live visit the server does not lock, and answers this as ever.
      if (what === "lock") await call("GET", "/api/session");
    } catch (error) {
      // What else may be wrong is said where somebody asks for something.
      if (error instanceof Problem) noteLocked(error);
    }
  };
  for (const name of EVENTS) addEventListener(name, used, { passive: true, capture: true });
  const timer = setInterval(() => void look(), LOOK_MS);
  return () => {
    clearInterval(timer);
    for (const name of EVENTS) removeEventListener(name, used, { capture: true });
  };
}
