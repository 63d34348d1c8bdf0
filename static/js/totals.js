// Whole minutes of the debate, gone and to go, and how much of a step has gone, from the server's time.
//
// data-since-ms                 minutes since then
// data-until-ms, data-least-ms  minutes until then, never fewer than the second
// rect data-ends-ms, data-total-ms  a bar that is full at the end
import { serverNow } from "./clock.js";
import { ready } from "./dom.js";

const EVERY_MS = 2000;
const MINUTE_MS = 60000;

function tick() {
  for (const place of document.querySelectorAll("[data-since-ms], [data-until-ms]")) {
    const { sinceMs, untilMs, leastMs } = place.dataset;
    const now = serverNow();
    const ms = sinceMs ? now - sinceMs : Math.max(untilMs - now, Number(leastMs ?? 0));
    const text = String(sinceMs ? Math.floor(ms / MINUTE_MS) : Math.round(ms / MINUTE_MS));
    if (Number.isFinite(ms) && place.textContent !== text) place.textContent = text;
  }
  for (const bar of document.querySelectorAll("[data-elapsed][data-ends-ms]")) {
    const part = 1 - (bar.dataset.endsMs - serverNow()) / bar.dataset.totalMs;
    if (Number.isFinite(part)) bar.setAttribute("width", `${Math.min(Math.max(part, 0), 1) * 100}%`);
  }
}

ready(tick);
setInterval(tick, EVERY_MS);
