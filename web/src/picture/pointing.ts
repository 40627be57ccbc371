import type { Look } from "./look.ts";

type Point = readonly [number, number];
type Send = (at: Point | null, look: Look | null) => Promise<void>;

/** The least pause between two frames, milliseconds: thirty a second are as smooth as anybody sees. */
const PAUSE_MS = 33;
/** How long a word that was lost waits for its next try, and how often it is tried: a connection that breaks is back by then. */
const AGAIN_MS = 500;
const MOST_TRIES = 20;

/**
 * Tells the other side where this one points and looks: the newest word only, and the next one when the last was answered, so
 * that a slow line gets fewer and never a queue of old ones. The last word always arrives: whoever stopped moving has pointed.
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
    let tries = 0;
    while (this.due) {
      this.due = false;
      try {
        await this.send(this.at, this.look);
        tries = 0;
      } catch {
        // A lost word is made up for by the next one; where none followed, it is said again.
        this.due ||= ++tries < MOST_TRIES;
      }
      await new Promise((resolve) => setTimeout(resolve, tries > 0 ? AGAIN_MS : PAUSE_MS));
    }
    this.busy = false;
  }
}
