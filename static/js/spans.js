// Selecting words of a passage: <form data-spans> with one [data-words] of <span data-word="12">.
//
// Drag over words, or tap the first and the last; a tap on a selected word takes its span away. Keys: arrows, Home, End
// move, Space or Enter starts and ends, Delete takes away, Escape forgets the start. The radio "mode" says what is
// selected: "span", or "read" inside the spans.
import { announce } from "./announce.js";
import { ready } from "./dom.js";
import { holds, number, taken, write } from "./spanfields.js";

const cutting = new WeakSet();
const MODES = ["span", "read"];
const modeOf = ({ form }) => form.querySelector("[name=mode]:checked")?.value ?? "span";
ready((root) => root.querySelectorAll("form[data-spans] [data-words]").forEach(begin));

function begin(box) {
  if (cutting.has(box)) return;
  cutting.add(box);
  const form = box.closest("form");
  const words = [...box.querySelectorAll("[data-word]")];
  const state = { box, form, words, from: null, moved: false, at: words[0] };
  for (const mode of MODES) state[mode] = taken(form, mode);
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-multiselectable", "true");
  for (const word of words) word.setAttribute("role", "option");
  const acts = { pointerdown: press, pointermove: drag, pointerup: lift, pointercancel: forget, keydown: key };
  for (const [name, act] of Object.entries(acts)) box.addEventListener(name, (event) => act(state, event));
  paint(state);
}

function press(state, event) {
  const word = event.target.closest("[data-word]");
  if (!word || event.button) return;
  if (event.pointerType === "mouse") event.preventDefault();
  Object.assign(state, { held: word, moved: false, at: word });
  word.focus({ preventScroll: true });
}

function drag(state, { clientX, clientY }) {
  const word = state.held && document.elementFromPoint(clientX, clientY)?.closest("[data-word]");
  if (!word || !state.box.contains(word) || (word === state.held && !state.moved)) return;
  Object.assign(state, { moved: true, at: word, from: state.held });
  paint(state);
}

function lift(state) {
  if (!state.held) return;
  state.held = null;
  (state.moved ? take : toggle)(state);
}

function forget(state) {
  Object.assign(state, { held: null, from: null });
  paint(state);
}

function toggle(state) {
  const mode = modeOf(state);
  if (state.from) return take(state);
  if (holds(state[mode], number(state.at))) return drop(state);
  state.from = state.at;
  paint(state, "Starts here. Choose the last word.");
}

function take(state) {
  const mode = modeOf(state);
  const chosen = [number(state.from), number(state.at)];
  const meets = ([from, to]) => from <= Math.max(...chosen) + 1 && Math.min(...chosen) - 1 <= to;
  const whole = [...chosen, ...state[mode].filter(meets).flat()];
  const [first, last] = [Math.min(...whole), Math.max(...whole)];
  state[mode] = [...state[mode].filter((range) => !meets(range)), [first, last]].sort((a, b) => a[0] - b[0]);
  state.from = null;
  paint(state, `Words ${first} to ${last} selected.`);
}

function drop(state) {
  const mode = modeOf(state);
  state[mode] = state[mode].filter((range) => !holds([range], number(state.at)));
  paint(state, "No longer selected.");
}

function key(state, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const [n, end] = [state.words.indexOf(state.at), state.words.length - 1];
  const moves = { ArrowRight: n + 1, ArrowDown: n + 1, ArrowLeft: n - 1, ArrowUp: n - 1, Home: 0, End: end };
  if (event.key in moves) state.at = state.words[moves[event.key]] ?? state.at;
  else if (event.key === " " || event.key === "Enter") toggle(state);
  else if (event.key === "Delete" || event.key === "Backspace") drop(state);
  else if (event.key === "Escape") forget(state);
  else return;
  event.preventDefault();
  paint(state);
  state.at.focus();
}

function paint(state, said) {
  const inside = ([a, b]) => state.span.map(([c, d]) => [Math.max(a, c), Math.min(b, d)]);
  state.read = state.read.flatMap(inside).filter(([a, b]) => a <= b);
  const open = state.from ? [[number(state.from), number(state.at)].sort((a, b) => a - b)] : [];
  for (const word of state.words) {
    const marks = { "is-marked": state.span, "is-read": state.read, "is-open": open };
    for (const [name, ranges] of Object.entries(marks)) word.classList.toggle(name, holds(ranges, number(word)));
    word.setAttribute("aria-selected", String(holds(state[modeOf(state)], number(word))));
    word.tabIndex = word === state.at ? 0 : -1;
  }
  for (const mode of MODES) write(state, mode);
  if (said) announce(said);
}
