/** How long a microphone that is on may give nothing at all before that is said, seconds of its own sound. */
const PATIENCE_S = 8;

/** What the sender has heard of its microphone so far (WebRTC statistics, `RTCAudioSourceStats`). */
export interface Heard {
  /** Sum of squared loudness over time. */
  readonly energy: number;
  /** Seconds of sound, loud or not. */
  readonly seconds: number;
}

/**
 * Notices a microphone without any sound: switched off on the headset, or dead. A quiet room is not silent; samples that are
 * all zero are. Nobody who only listens is bothered.
 */
export class Silence {
  #since: Heard | null = null;
  #silent = false;

  /** Somebody else counts from here on; what was known holds until there is a sound. */
  anew(): void {
    this.#since = null;
  }

  /** Whether the microphone has been dead for long. `heard` is null where it is muted, or nothing is known. */
  observe(heard: Heard | null): boolean {
    const since = this.#since;
    const sound = heard === null || heard.energy > (since?.energy ?? 0);
    if (sound && (since !== null || heard === null)) this.#silent = false;
    if (sound || since === null || heard.seconds < since.seconds) this.#since = heard;
    else if (heard.seconds - since.seconds > PATIENCE_S) this.#silent = true;
    return this.#silent;
  }
}
