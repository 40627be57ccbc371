/**
 * Loudness of a microphone, for a meter. Calls `heard` about ten times a second with 0 (silence) to 1 (loud) until the
 * returned function is called. Uses the page's one audio context, which must be allowed to run (a touch, on some phones).
 */
export function watchLevel(track: MediaStreamTrack, heard: (level: number) => void): () => void {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  void context.resume();
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    const decibels = 10 * Math.log10(sum / samples.length + 1e-10);
    // Speech at arm's length lies between -55 dB (room) and -15 dB (loud).
    heard(Math.min(1, Math.max(0, (decibels + 55) / 40)));
  }, 100);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close();
  };
}
