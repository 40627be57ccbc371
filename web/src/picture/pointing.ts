import type { Look } from "./look.ts";

type Point = readonly [number, number];
type Send = (at: Point | null, look: Look | null) => Promise<void>;

/** The least pause between two frames, milliseconds: thirty a second are as smooth as anybody sees. */
const PAUSE_MS = 33;

/**
 * Tells the other side where this one points and looks: the newest word only, and the next one when the last was answered, so
 * that a slow line gets fewer and never a queue of old ones.
 */
export class Pointing {
  private at: Point | null = null;
  private look: Look | null = null;
  private due = false;
  private busy = false;

  constructor(private readonly send: Send) {}

  point(at: Point | null): void {
    this.at = at;
    this.tell();
  }

  looks(look: Look): void {
    this.look = look;
    this.tell();
  }

  private tell(): void {
    this.due = true;
    if (!this.busy) void this.run();
  }

  private async run(): Promise<void> {
    this.busy = true;
    while (this.due) {
      this.due = false;
      // A frame that was lost is made up for by the next.
      await this.send(this.at, this.look).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    this.busy = false;
  }
}
