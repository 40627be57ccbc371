/** Two soft notes, made here: no file to load, nothing to hear before the person switched the sound on. */

let audio: AudioContext | null = null;

const NOTES_HZ = [660, 880];
const NOTE_S = 0.18;

/** Plays the notes once. The first call has to come from a click. */
export function chime(): void {
  audio ??= new AudioContext();
  void audio.resume();
  NOTES_HZ.forEach((frequency, place) => {
    if (!audio) return;
    const start = audio.currentTime + place * NOTE_S;
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.frequency.value = frequency;
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(0.15, start + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, start + NOTE_S);
    tone.connect(loudness).connect(audio.destination);
    tone.start(start);
    tone.stop(start + NOTE_S);
  });
}
