// The sound of the bell, made by the browser: a struck tone and its overtones, fading.
const APART_S = 0.5;
const FADES_S = 1.4;
const TONES = [[1046.5, 0.5], [2093, 0.2], [2903, 0.1]]; // Hz, loudness
let context = null;

/** Have the browser allow sound; only within a press of the person. `then` runs once it does. */
export function unlock(then) {
  const Context = window.AudioContext ?? window.webkitAudioContext;
  if (!Context) return;
  context ??= new Context();
  if (context.state === "running") return;
  context.resume().then(then, () => {});
}

/** Whether this page could make no sound now. */
export function silent() {
  return context?.state !== "running";
}

/** Ring so many times. Nothing happens where the browser does not allow it. */
export function sound(count) {
  if (!context) return;
  for (let stroke = 0; stroke < count; stroke += 1) strike(context.currentTime + stroke * APART_S);
}

function strike(at) {
  for (const [pitch, loudness] of TONES) {
    const tone = new OscillatorNode(context, { frequency: pitch });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(loudness, at);
    gain.gain.exponentialRampToValueAtTime(0.001, at + FADES_S);
    tone.connect(gain).connect(context.destination);
    tone.start(at);
    tone.stop(at + FADES_S);
  }
}
