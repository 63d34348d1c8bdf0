// Saves what is typed: <form id="composer" data-autosave="drafts/3">.
//
// A second after typing stops, and when the page is left, the whole form is posted to that address;
// a mirror stays in this browser (mirror.js). [data-saved] in the form says when. What did not reach
// the server is sent again until it does.
import { headers } from "./dom.js";
import { counts, keep } from "./kept.js";

const PAUSE_MS = 1000;
const AGAIN_MS = 5000;
const FORMS = "form[data-autosave][id]";
const timers = new WeakMap();
const saving = new WeakMap();

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.matches(FORMS) || !counts(target)) return;
  keep(form, true);
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(save, PAUSE_MS, form));
});
document.addEventListener("submit", ({ target }) => {
  // A draft that arrives after what was sent would come back as one.
  forgo(target);
  saving.get(target)?.abort();
});
document.addEventListener("clash:refused", ({ target }) => target.matches(FORMS) && again(target));
addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll(FORMS)) if (timers.has(form)) save(form, true);
});

async function save(form, keepalive = false) {
  forgo(form);
  if (!form.isConnected) return;
  const address = new URL(form.dataset.autosave, document.baseURI);
  const body = new URLSearchParams(new FormData(form));
  const stop = new AbortController();
  saving.set(form, stop);
  const request = { method: "POST", headers: headers(), body, signal: stop.signal, keepalive };
  const response = await fetch(address, request).catch(() => null);
  if (stop.signal.aborted) return;
  if (response?.status === 409) return say(form, "Not saved: it was changed elsewhere. Keep shows both");
  if (!response?.ok) say(form, "Kept in this browser, not yet saved");
  if (!response || response.status >= 500) return again(form);
  if (!response.ok) return;
  // What was typed meanwhile is not saved yet.
  if (`${body}` === `${new URLSearchParams(new FormData(form))}`) keep(form, false);
  const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  say(form, `Saved ${time}`);
}

function again(form) {
  if (!timers.has(form)) timers.set(form, setTimeout(save, AGAIN_MS, form));
}

function forgo(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
}

function say(form, text) {
  const place = form.querySelector("[data-saved]");
  if (place) place.textContent = text;
}
