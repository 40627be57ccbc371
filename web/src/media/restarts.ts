/** An ICE restart is asked for at most this often, milliseconds. */
const AGAIN = 2000;

/** When the server is asked for an ICE restart. Times are arguments, in milliseconds of one monotonic clock. */
export class Restarts {
  #askedAt = Number.NEGATIVE_INFINITY;
  #due = false;

  /** One is wanted that the server could not be asked for, or of which nobody knows whether it heard. */
  get due(): boolean {
    return this.#due;
  }

  /** One is wanted; whether to ask now. Where the server cannot be asked, it becomes due. */
  ask(now: number, able: boolean): boolean {
    this.#due = !able;
    if (!able || now - this.#askedAt < AGAIN) return false;
    this.#askedAt = now;
    return true;
  }

  /** The socket went with the old network before the answer came: it is asked for again on the next one, without a pause. */
  lost(): void {
    this.#due = true;
    this.#askedAt = Number.NEGATIVE_INFINITY;
  }

  /** A new connection is offered instead. */
  replaced(): void {
    this.#due = false;
  }
}
