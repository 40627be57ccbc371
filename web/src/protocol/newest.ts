import type { ServerFrame } from "./frames.ts";

/**
 * Which frames are news. A `visit` frame is the whole truth at its version, and so is a `board`; a `board.row` follows the
 * board or row with the next lower version. Anything not newer than what was seen of its kind is stale.
 */
export class Newest {
  #visits = new Map<string, number>();
  #board = -1;

  /** Whether `frame` is newer than what was accepted before; accepting it makes it the newest. */
  accepts(frame: ServerFrame): boolean {
    switch (frame.type) {
      case "visit":
        if (frame.version < (this.#visits.get(frame.visit) ?? -1)) return false;
        this.#visits.set(frame.visit, frame.version);
        return true;
      case "board":
        if (frame.version < this.#board) return false;
        this.#board = frame.version;
        return true;
      case "board.row":
        if (frame.version <= this.#board) return false;
        this.#board = frame.version;
        return true;
      default:
        return true;
    }
  }
}
