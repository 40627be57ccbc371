/** How long each sign of trouble is waited out before a new connection is offered, milliseconds. */
const PATIENCE = { connecting: 8000, disconnected: 3000, silent: 6000 };
/** The same, right after the network or the page came back: most of the waiting is over by then. */
const HURRIED = { connecting: 4000, disconnected: 500, silent: 2000 };
const HURRIED_FOR = 8000;

/** How long an ICE restart may take before a new connection is offered, milliseconds. */
const RESTARTING = 4000;

/** Right after the network or the page came back, silence of this length says that the old way is gone, milliseconds: reports alone
 * come more often. An ICE restart is tried then. */
const QUIET = 700;

/** The pause after the nth failed try, milliseconds. */
const PAUSES = [0, 1000, 2000, 4000, 8000];

export interface Observation {
  readonly connection: RTCPeerConnectionState | null;
  /** Whether packets should be arriving now: somebody is bound to a section of ours, or the server reports on what we send. */
  readonly expecting: boolean;
  readonly bytes: number | null;
}

/**
 * Decides when a media connection is to be offered anew: it failed, hangs, or nothing arrives where something should. Times
 * are arguments, in milliseconds of one monotonic clock.
 */
export class MediaHealth {
  #state: RTCPeerConnectionState | null = null;
  #since = 0;
  #bytes = -1;
  #grewAt = 0;
  #cameAt = Number.NEGATIVE_INFINITY;
  #tries = 0;
  #notBefore = 0;
  #hurriedUntil = Number.NEGATIVE_INFINITY;

  /** Whether to offer now. */
  observe(now: number, seen: Observation): boolean {
    if (seen.connection !== this.#state) {
      this.#state = seen.connection;
      this.#since = now;
      this.#grewAt = now;
    }
    if (seen.bytes !== null && this.#bytes >= 0 && seen.bytes > this.#bytes) this.#cameAt = now;
    if (!seen.expecting || seen.bytes === null || seen.bytes !== this.#bytes) {
      this.#bytes = seen.bytes ?? -1;
      this.#grewAt = now;
    }
    if (seen.connection === "connected" && now - this.#since > PATIENCE.silent) this.#tries = 0;
    return now >= this.#notBefore && this.#broken(now, seen.connection);
  }

  /** The network or the page is back: earlier failures say nothing any more, and trouble is waited out less. */
  hurry(now: number): void {
    this.#tries = 0;
    this.#notBefore = now;
    this.#hurriedUntil = now + HURRIED_FOR;
  }

  /** Whether a connection that seems to stand was left behind by a change of network. */
  leftBehind(now: number): boolean {
    return now < this.#hurriedUntil && this.#state === "connected" && now - this.#grewAt > QUIET;
  }

  /** An offer is being made now; the next one waits longer. */
  offered(now: number): void {
    this.#tries = Math.min(this.#tries + 1, PAUSES.length - 1);
    this.#notBefore = now + (PAUSES[this.#tries] ?? 0);
    this.#state = null;
    this.#since = now;
    this.#grewAt = now;
  }

  /** The connection is being led another way (ICE restart): a new one is offered only where that brings nothing. */
  restarted(now: number): void {
    this.#notBefore = Math.max(this.#notBefore, now + RESTARTING);
    this.#grewAt = now;
  }

  #broken(now: number, connection: RTCPeerConnectionState | null): boolean {
    const patience = now < this.#hurriedUntil ? HURRIED : PATIENCE;
    switch (connection) {
      case null:
      case "failed":
      case "closed":
        return true;
      case "disconnected":
        // Checks may only wait in a full queue, where another connection would do no better: not while packets come.
        return now - Math.max(this.#since, this.#cameAt) > patience.disconnected;
      case "connected":
        return now - this.#grewAt > patience.silent;
      default:
        return now - this.#since > patience.connecting;
    }
  }
}
