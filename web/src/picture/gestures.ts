/** What hands do with a picture, as moves of a look at it. Knows nothing of a page but its events' numbers. */

export type Gesture =
  | { readonly does: "pan"; readonly dx: number; readonly dy: number }
  /** `x` and `y`: the point of the window that stays where it is; null for the pane's middle. */
  | { readonly does: "zoom"; readonly factor: number; readonly x: number | null; readonly y: number | null }
  | { readonly does: "whole" };

const STEP = 40;
const STRIDE = 200;
const WAYS: Record<string, readonly [number, number]> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Which way an arrow key moves the picture, as signs; null for other keys. */
export function wayOf(key: string): readonly [number, number] | null {
  return WAYS[key] ?? null;
}

/** What a key does: arrows pan (farther with Shift), plus and minus zoom, 0 shows all. Null for other keys. */
export function byKey(key: string, far: boolean): Gesture | null {
  const way = wayOf(key);
  if (way) return { does: "pan", dx: way[0] * (far ? STRIDE : STEP), dy: way[1] * (far ? STRIDE : STEP) };
  if (key === "+" || key === "=") return { does: "zoom", factor: 1.25, x: null, y: null };
  if (key === "-") return { does: "zoom", factor: 0.8, x: null, y: null };
  return key === "0" ? { does: "whole" } : null;
}

/** What a turn of the wheel does, around where the mouse is. `deltaMode` 1 counts lines (UI Events 2). */
export function byWheel(event: Pick<WheelEvent, "deltaY" | "deltaMode" | "clientX" | "clientY">): Gesture {
  const factor = Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.002));
  return { does: "zoom", factor, x: event.clientX, y: event.clientY };
}

type Finger = Pick<PointerEvent, "pointerId" | "clientX" | "clientY">;

/** Fingers on a picture, or a mouse with its button down: one pans, two zoom around the one that rests. */
export class Fingers {
  private readonly down = new Map<number, readonly [number, number]>();

  get count(): number {
    return this.down.size;
  }

  press(finger: Finger): void {
    this.down.set(finger.pointerId, [finger.clientX, finger.clientY]);
  }

  lift(finger: Pick<Finger, "pointerId">): void {
    this.down.delete(finger.pointerId);
  }

  /** Null where this finger is not down. */
  move(finger: Finger): Gesture | null {
    const before = this.down.get(finger.pointerId);
    if (!before) return null;
    const now = [finger.clientX, finger.clientY] as const;
    this.down.set(finger.pointerId, now);
    const other = [...this.down].find(([id]) => id !== finger.pointerId)?.[1];
    if (!other) return { does: "pan", dx: now[0] - before[0], dy: now[1] - before[1] };
    const was = Math.hypot(before[0] - other[0], before[1] - other[1]) || 1;
    const factor = Math.hypot(now[0] - other[0], now[1] - other[1]) / was;
    return { does: "zoom", factor, x: other[0], y: other[1] };
  }
}
