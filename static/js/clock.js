// Ticks every [data-clock] from the server's time, corrected by whatever the server sends later.
//
// data-ends-ms, data-now-ms  the end and the server's time at rendering, ms since 1970 UTC; a clock
//                            without an end (paused, not started) keeps the words it was sent with
// data-stop                  stays at 0:00; else over-time counts up, "+0:12"
// data-announce="Time left"  speaks at 2:00, 1:00, 0:30 and when time is up (data-done="…")
// data-then="floor turn"     the parts that are fetched at the end
// Classes: clock--last from 30 s on, clock--over.
import { announce } from "./announce.js";
import { ready } from "./dom.js";

const TICK_MS = 200;
const SAID = [[120, "Two minutes left."], [60, "One minute left."], [30, "30 seconds left."]];
const DAY_S = 86400;
const seen = new WeakMap();
// Server time at performance.now() = 0. What arrives late makes it too small, never too large.
let base = -Infinity;

/** Learn the server's time from an answer that was asked for at `began` (performance.now()). */
export function sync(nowMs, began) {
  if (!nowMs) return;
  // It was true at some moment between the question and the answer.
  base = Math.min(Math.max(base, nowMs - performance.now()), nowMs - began);
}

const serverNow = () => base + performance.now();

ready((root) => {
  for (const clock of root.querySelectorAll("[data-clock][data-now-ms]")) {
    if (seen.has(clock)) continue;
    seen.set(clock, Infinity);
    const came = root === document ? arrived() : performance.now();
    base = Math.max(base, Number(clock.dataset.nowMs) - came);
  }
  tick();
});

function arrived() {
  return performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;
}

function tick() {
  for (const clock of document.querySelectorAll("[data-clock][data-ends-ms]")) {
    const left = (Number(clock.dataset.endsMs) - serverNow()) / 1000;
    const before = seen.get(clock) ?? Infinity;
    seen.set(clock, left);
    draw(clock, left);
    if (before !== Infinity) pass(clock, before, left);
  }
}

function draw(clock, left) {
  const over = left <= 0;
  const late = "stop" in clock.dataset ? "0:00" : `+${minutes(-left)}`;
  const text = over ? late : minutes(Math.ceil(left));
  if (clock.textContent !== text) clock.textContent = text;
  clock.classList.toggle("clock--last", !over && left <= 30);
  clock.classList.toggle("clock--over", over);
}

function pass(clock, before, left) {
  const crossed = (mark) => before > mark && left <= mark;
  if ("announce" in clock.dataset) {
    const said = SAID.filter(([mark]) => crossed(mark)).pop();
    if (said) announce(said[1]);
    if (crossed(0)) announce(clock.dataset.done ?? "Time is up.");
  }
  if (!crossed(0)) return;
  for (const noun of (clock.dataset.then ?? "floor turn").split(/\s+/)) {
    document.dispatchEvent(new CustomEvent("clash:refresh", { detail: { noun } }));
  }
}

function minutes(seconds) {
  const whole = Math.floor(seconds);
  const two = (number) => String(number).padStart(2, "0");
  if (whole >= 2 * DAY_S) return `${Math.floor(whole / DAY_S)} days`;
  const hours = Math.floor(whole / 3600);
  const rest = `${two(whole % 60)}`;
  if (hours) return `${hours}:${two(Math.floor((whole % 3600) / 60))}:${rest}`;
  return `${Math.floor(whole / 60)}:${rest}`;
}

// Read aloud only when asked: the name is fresh when focus comes, and no live region.
document.addEventListener("focusin", (event) => {
  const clock = event.target.closest?.("[data-clock]");
  const name = clock?.dataset.announce || "Time left";
  clock?.setAttribute("aria-label", `${name}: ${clock.textContent}`);
});
setInterval(tick, TICK_MS);
