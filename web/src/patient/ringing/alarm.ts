/** What makes a ringing page be noticed: a tone, the title that changes, and the phone that shakes. */

const EVERY_MS = 2000;
/** The page stops by itself soon after the server would have: it may be away when the ringing is to end. */
const AT_MOST_MS = 48_000;
const TONES_HZ = [523, 659, 784];
const SHAKE_MS = [300, 150, 300];

let stopRinging: (() => void) | null = null;

/** Rings until `quiet`, or until nobody can be calling any more; then calls `over`. `title` is shown by turns with the page's own. */
export function ring(title: string, over: () => void): void {
  quiet();
  const own = document.title;
  const since = performance.now();
  let audio: AudioContext | null = null;
  let shown = false;
  const once = () => {
    if (performance.now() - since > AT_MOST_MS) {
      quiet();
      over();
      return;
    }
    shown = !shown;
    document.title = shown ? title : own;
    if (!shown) return;
    audio ??= new AudioContext();
    // Refused before a first touch of the page: then title and picture have to do.
    void audio.resume().catch(() => undefined);
    TONES_HZ.forEach((hertz, place) => {
      if (audio) note(audio, hertz, place * 0.22);
    });
    navigator.vibrate?.(SHAKE_MS);
  };
  once();
  const timer = setInterval(once, EVERY_MS / 2);
  stopRinging = () => {
    clearInterval(timer);
    navigator.vibrate?.(0);
    // A step that came up meanwhile has given the page a title of its own.
    if (document.title === title) document.title = own;
    void audio?.close().catch(() => undefined);
  };
}

/** Stops at once. Idempotent. */
export function quiet(): void {
  stopRinging?.();
  stopRinging = null;
}

function note(audio: AudioContext, hertz: number, at: number): void {
  const start = audio.currentTime + at;
  const tone = new OscillatorNode(audio, { frequency: hertz });
  const loudness = new GainNode(audio, { gain: 0 });
  loudness.gain.setValueAtTime(0, start);
  loudness.gain.linearRampToValueAtTime(0.35, start + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.4);
  tone.connect(loudness).connect(audio.destination);
  tone.start(start);
  tone.stop(start + 0.4);
}
