// The bell: words on the screen, and sound and vibration where somebody here switched them on.
//
// <input type="checkbox" data-bell="sound">, data-bell="shake"   switches, kept in this browser
// <button data-bell-test>                                        rings once, whatever they say
// <button data-bell-on>   switches the sound on; away while nobody touches the machine (projector)
// [data-bell-wait]    shown while the browser wants a press before it lets a page make a sound
import { announce } from "./announce.js";
import { ready } from "./dom.js";
import { say, spelled } from "./say.js";
import { silent, sound, unlock } from "./sound.js";

const LATE_S = 1.5;
const SPOKEN = [120, 60, 30, 0];
const vibrates = "vibrate" in navigator && matchMedia("(pointer: coarse)").matches;
const AWAKE_MS = 15000;
let asleep = 0;
const kept = { sound: read("sound"), shake: read("shake") };

document.addEventListener("clash:bell", ({ detail }) => {
  const text = detail.left <= 0 ? "Bell: time is up" : `Bell: ${spelled(detail.left)} left`;
  say(text);
  // Screen readers are told of the others at the thresholds of the clock.
  if (!SPOKEN.includes(Math.round(detail.left))) announce(`${text}.`);
  // One that rang while the device slept does not ring now.
  if (detail.late < LATE_S) ring(detail.count, kept);
});

document.addEventListener("change", ({ target }) => {
  if (!target.matches?.("[data-bell]")) return;
  kept[target.dataset.bell] = target.checked;
  write(target.dataset.bell, target.checked);
  unlock(show);
  show();
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-bell-test], [data-bell-on]");
  if (!button) return;
  unlock(show);
  if ("bellOn" in button.dataset) write("sound", (kept.sound = true));
  ring(1, { sound: true, shake: kept.shake });
  if ("bellTest" in button.dataset) say("Bell: this is a test");
  show();
});

// A page that was loaded again may make a sound only after a press, of whatever.
for (const press of ["pointerdown", "keydown"]) {
  document.addEventListener(press, () => kept.sound && silent() && unlock(show), true);
}

// Nothing to press stands on a wall while nobody is at the machine.
function wake() {
  clearTimeout(asleep);
  asleep = setTimeout(() => {
    asleep = 0;
    show();
  }, AWAKE_MS);
  show();
}

if (document.querySelector("[data-bell-on]")) {
  for (const kind of ["pointermove", "keydown"]) document.addEventListener(kind, wake, true);
  wake();
}
ready(show);

function show() {
  for (const box of document.querySelectorAll("[data-bell]")) {
    box.checked = box.defaultChecked = kept[box.dataset.bell];
    if (box.dataset.bell === "shake") box.closest("label").hidden = !vibrates;
  }
  const waits = kept.sound && silent();
  for (const note of document.querySelectorAll("[data-bell-wait]")) note.hidden = !waits;
  for (const button of document.querySelectorAll("[data-bell-on]")) button.hidden = !asleep || (kept.sound && !waits);
}

function ring(count, on) {
  if (on.sound) sound(count);
  if (on.shake && vibrates) navigator.vibrate(Array(count).fill([250, 150]).flat());
}

function read(name) {
  try {
    return localStorage.getItem(`bell-${name}`) === "1";
  } catch {
    return false;
  }
}

function write(name, on) {
  try {
    localStorage.setItem(`bell-${name}`, on ? "1" : "");
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
}
