/** How often a microphone is looked at, milliseconds. */
const LOOK_MS = 100;

/**
 * What a microphone gives, about ten times a second until the returned function is called: the mean square of the newest samples,
 * 0 where all of them are zero, and for how many seconds it has been listened to. Silent where the page may not listen (a touch is
 * needed first, on some phones): nothing is heard then, and nothing said.
 */
export function watchSound(track: MediaStreamTrack, heard: (square: number, seconds: number) => void): () => void {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  void context.resume();
  const timer = setInterval(() => {
    if (context.state !== "running") return;
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    heard(sum / samples.length, context.currentTime);
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close();
  };
}

/** Loudness of a microphone, for a meter: 0 (silence) to 1 (loud). */
export function watchLevel(track: MediaStreamTrack, heard: (level: number) => void): () => void {
  return watchSound(track, (square) => {
    const decibels = 10 * Math.log10(square + 1e-10);
    // Speech at arm's length lies between -55 dB (room) and -15 dB (loud).
    heard(Math.min(1, Math.max(0, (decibels + 55) / 40)));
  });
}
