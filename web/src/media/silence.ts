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

  /** Whether the microphone has been dead for long. `heard` is null where it is muted, or nothing is known. */
  observe(heard: Heard | null): boolean {
    if (heard === null || this.#since === null) {
      this.#since = heard;
      return false;
    }
    if (heard.energy > this.#since.energy || heard.seconds < this.#since.seconds) this.#since = heard;
    return heard.seconds - this.#since.seconds > PATIENCE_S;
  }
}
