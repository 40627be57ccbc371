import { playThere, speaker } from "../media/speaker.ts";

/** Where the notes go: to the chosen speaker by an element that plays there, since few browsers let a context choose. */
function output(context: AudioContext): AudioNode {
  if (speaker.peek() === "") return context.destination;
  const stream = new MediaStreamAudioDestinationNode(context);
  const element = new Audio();
  element.srcObject = stream.stream;
  void playThere(element, speaker.peek())
    .then(() => element.play())
    .catch(() => undefined);
  return stream;
}

/** Two soft notes, to hear whether the chosen speaker works. Call it from a touch. */
export function chime(): void {
  const context = new AudioContext();
  const to = output(context);
  const note = (hertz: number, at: number) => {
    const tone = new OscillatorNode(context, { frequency: hertz });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, context.currentTime + at);
    gain.gain.linearRampToValueAtTime(0.3, context.currentTime + at + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.001, context.currentTime + at + 0.6);
    tone.connect(gain).connect(to);
    tone.start(context.currentTime + at);
    tone.stop(context.currentTime + at + 0.6);
    return tone;
  };
  note(523, 0);
  note(659, 0.25).onended = () => void context.close();
}
