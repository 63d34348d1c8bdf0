// Parts of the page that are fetched again: <div id="my-hand" data-part="hand" data-src="parts/hand">.
//
// Fetched on a hint of that noun (data-part may list several), when a stream opens, every 15 s, at a
// clock's end, and on the document's event clash:refresh {noun, debate}. data-quiet: only on hints
// and events, and when the page lags too far behind for frames. data-debate="12" limits a part to
// one debate. A part that is in use waits until it is free. The answer's elements with ids are
// swapped in; 204 or the same words again change nothing.
import { headers, inUse, swap } from "./dom.js";
import { newerThan } from "./frames.js";
import { snapshot } from "./positions.js";

const EVERY_MS = 15000;
const SPREAD_MS = 250;
const timers = new Map();
const last = new Map();
const waiting = new Set();
let answers = 0;

/** Fetch the parts for a noun, of one debate or of any. */
export function refresh(noun, debate = 0) {
  for (const part of document.querySelectorAll("[data-part][data-src]")) {
    const named = part.dataset.part.split(/\s+/).includes(noun);
    const ours = !debate || !part.dataset.debate || part.dataset.debate === String(debate);
    if (named && ours) soon(part.dataset.src);
  }
}

/** Fetch all parts but the quiet ones. */
export function refreshAll() {
  const parts = document.querySelectorAll("[data-part][data-src]:not([data-quiet])");
  for (const part of parts) soon(part.dataset.src);
}

/** Fetch every part, because too much changed for frames; a page without parts is loaded again. */
export function reload() {
  const parts = document.querySelectorAll("[data-part][data-src]");
  if (!parts.length) location.reload();
  last.clear();
  for (const part of parts) soon(part.dataset.src);
}

/** Fetch the parts that tell of a debate whose own rows are not on this page. */
export function refreshDebate(view) {
  const debate = view.split(".")[0];
  const parts = document.querySelectorAll(`[data-part][data-debate="${CSS.escape(debate)}"]`);
  for (const part of parts) soon(part.dataset.src);
}

// A hint reaches a whole class at once: the requests are spread a little, and doubled hints are one.
function soon(source) {
  if (timers.has(source) || document.hidden) return;
  timers.set(source, setTimeout(load, Math.random() * SPREAD_MS, source));
}

async function load(source) {
  const before = snapshot();
  const begun = answers;
  try {
    const response = await fetch(new URL(source, document.baseURI), { headers: headers() });
    const html = response.status === 200 && !response.redirected ? await response.text() : "";
    // A form's answer came meanwhile: this one may tell of the time before it.
    if (begun !== answers) setTimeout(soon, 0, source);
    else if (html && last.get(source) !== html) show(source, html, newerThan(before));
  } catch {
    document.dispatchEvent(new CustomEvent("clash:unreachable"));
  } finally {
    timers.delete(source);
  }
}

function show(source, html, newer) {
  const part = document.querySelector(`[data-part][data-src="${CSS.escape(source)}"]`);
  waiting.delete(source);
  if (!part) return;
  if (inUse(part)) return void waiting.add(source);
  last.set(source, html);
  swap(html, { allowed: (old) => old === part || !inUse(old), newer });
}

function free() {
  for (const source of waiting) soon(source);
}

document.addEventListener("clash:refresh", ({ detail }) => refresh(detail.noun, detail.debate));
for (const kind of ["focusout", "clash:released"]) {
  document.addEventListener(kind, () => waiting.size && setTimeout(free));
}
// What a form's answer put there is not what was fetched last.
document.addEventListener("clash:sent", () => {
  answers += 1;
  last.clear();
});
// A live page does so when its stream opens.
document.addEventListener("visibilitychange", () => document.body.dataset.stream || refreshAll());
setInterval(refreshAll, EVERY_MS);
