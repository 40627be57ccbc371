/** Two soft notes, to hear whether the speaker works. Call it from a touch. */
export function chime(): void {
  const context = new AudioContext();
  const note = (hertz: number, at: number) => {
    const tone = new OscillatorNode(context, { frequency: hertz });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, context.currentTime + at);
    gain.gain.linearRampToValueAtTime(0.3, context.currentTime + at + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.001, context.currentTime + at + 0.6);
    tone.connect(gain).connect(context.destination);
    tone.start(context.currentTime + at);
    tone.stop(context.currentTime + at + 0.6);
    return tone;
  };
  note(523, 0);
  note(659, 0.25).onended = () => void context.close();
}
