// Ticks every [data-clock] from the server's time, corrected by whatever the server sends later.
// The time of the device is never used: it may be hours off, and it jumps.
//
// data-ends-ms, data-now-ms  the end and the server's time at rendering, ms since 1970 UTC; a clock
//                            without an end (paused, not started) keeps the words it was sent with
// data-grace-ms              until then what comes after the end still counts: "Grace 0:12"
// data-stop                  stays at 0:00; else over-time counts up, "+0:12"
// data-announce="Time left"  speaks at 2:00, 1:00, 0:30 and when time is up (data-done="…")
// data-rings="1790…:1 …"     bells: instant and count; each is the document's event clash:bell
// data-then="floor turn"     the parts that are fetched at the end
// Classes: clock--last from 30 s on, clock--over, clock--grace.
// When time went by unseen (sleep, a frozen tab) the document gets clash:woke.
import { announce } from "./announce.js";
import { ready } from "./dom.js";

const TICK_MS = 200;
const SLEPT_MS = 2000;
const SAID = [[120, "Two minutes left."], [60, "One minute left."], [30, "30 seconds left."]];
const DAY_S = 86400;
const seen = new WeakMap();
// What was left at the last tick, by end: a clock that is swapped in goes on where the old one was.
let past = new Map();
// Server time at performance.now() = 0. What arrives late makes it too small, never too large.
let base = -Infinity;
let ticked = performance.now();
let apart = Date.now() - ticked;

/** Learn the server's time from an answer that was asked for at `began` (performance.now()). */
export function sync(nowMs, began) {
  if (!nowMs) return;
  // It was true at some moment between the question and the answer.
  base = Math.min(Math.max(base, nowMs - performance.now()), nowMs - began);
}

/** The server's time, ms since 1970 UTC. */
export const serverNow = () => base + performance.now();

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
  watch();
  const before = past;
  past = new Map();
  for (const clock of document.querySelectorAll("[data-clock][data-ends-ms]")) {
    const left = (Number(clock.dataset.endsMs) - serverNow()) / 1000;
    const name = `${clock.dataset.endsMs} ${clock.dataset.announce}`;
    const own = seen.get(clock) ?? Infinity;
    const last = own === Infinity ? (before.get(name) ?? Infinity) : own;
    seen.set(clock, left);
    past.set(name, left);
    draw(clock, left);
    if (last !== Infinity) pass(clock, last, left);
  }
}

// Some devices stop performance.now() while they sleep, and then only their own time has jumped. That
// is a sign to ask the server, and no more.
function watch() {
  const at = performance.now();
  const now = Date.now() - at;
  const unseen = at - ticked > SLEPT_MS || Math.abs(now - apart) > SLEPT_MS;
  ticked = at;
  apart = now;
  if (unseen && !document.hidden) document.dispatchEvent(new Event("clash:woke"));
}

function draw(clock, left) {
  const over = left <= 0;
  const grace = over ? (Number(clock.dataset.graceMs ?? 0) - clock.dataset.endsMs) / 1000 + left : 0;
  const late = "stop" in clock.dataset ? "0:00" : `+${minutes(-left)}`;
  const text = grace > 0 ? `Grace ${minutes(Math.ceil(grace))}` : over ? late : minutes(Math.ceil(left));
  if (clock.textContent !== text) clock.textContent = text;
  clock.classList.toggle("clock--last", !over && left <= 30);
  clock.classList.toggle("clock--over", over);
  clock.classList.toggle("clock--grace", grace > 0);
}

function pass(clock, before, left) {
  const crossed = (mark) => before > mark && left <= mark;
  const { announce: name, done, rings, then } = clock.dataset;
  if (name !== undefined) {
    const said = SAID.filter(([mark]) => crossed(mark)).pop();
    if (said) announce(said[1]);
    if (crossed(0)) announce(done ?? "Time is up.");
  }
  for (const [at, count] of (rings ?? "").split(" ").filter(Boolean).map((ring) => ring.split(":"))) {
    const mark = (clock.dataset.endsMs - at) / 1000;
    const detail = { left: mark, count: Number(count), late: mark - left };
    if (crossed(mark)) document.dispatchEvent(new CustomEvent("clash:bell", { detail }));
  }
  if (!crossed(0)) return;
  for (const noun of (then ?? "floor turn").split(/\s+/)) {
    document.dispatchEvent(new CustomEvent("clash:refresh", { detail: { noun } }));
  }
}

/** Seconds as a clock shows them: "4:05", "1:00:00", "3 days". */
export function minutes(seconds) {
  const whole = Math.floor(seconds);
  const two = (number) => String(number).padStart(2, "0");
  if (whole >= 2 * DAY_S) return `${Math.floor(whole / DAY_S)} days`;
  const hours = Math.floor(whole / 3600);
  const rest = `${two(whole % 60)}`;
  if (hours) return `${hours}:${two(Math.floor((whole % 3600) / 60))}:${rest}`;
  return `${Math.floor(whole / 60)}:${rest}`;
}
setInterval(tick, TICK_MS);
