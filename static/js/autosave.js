// Saves what is typed: <form id="composer" data-autosave="drafts/3">.
//
// A second after typing stops the whole form is posted to that address; a mirror stays in this
// browser. [data-saved] says when. A mirror that the server never took and that differs is offered
// in [data-offer], else at the form's top. It goes when the form was sent, and for all forms of the
// seat when <form data-leave> is submitted. data-nosave on a field leaves it out of the mirror.
import { headers, ready } from "./dom.js";

const PAUSE_MS = 1000;
const NEVER = "[type=password], [type=file], [type=hidden], [data-nosave]";
const timers = new WeakMap();
const saving = new WeakMap();
const seat = `draft ${new URL(document.baseURI).pathname} `;

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.matches("form[data-autosave][id]") || target.matches(NEVER)) return;
  keep(form, true);
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(save, PAUSE_MS, form));
});
document.addEventListener("submit", ({ target }) => {
  // A draft that arrives after what was sent would come back as one.
  clearTimeout(timers.get(target));
  saving.get(target)?.abort();
  if (target.matches("[data-leave]")) forgetSeat();
});
document.addEventListener("clash:sent", ({ target }) => forget(target));
ready((root) => root.querySelectorAll("form[data-autosave][id]").forEach(offer));

async function save(form) {
  if (!form.isConnected) return;
  const address = new URL(form.dataset.autosave, document.baseURI);
  const body = new URLSearchParams(new FormData(form));
  const stop = new AbortController();
  saving.set(form, stop);
  const request = { method: "POST", headers: headers(), body, signal: stop.signal };
  const response = await fetch(address, request).catch(() => null);
  if (stop.signal.aborted) return;
  if (!response?.ok) return say(form, "Kept in this browser, not yet saved");
  // What was typed meanwhile is not saved yet.
  if (`${body}` === `${new URLSearchParams(new FormData(form))}`) keep(form, false);
  const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  say(form, `Saved ${time}`);
}

function say(form, text) {
  const place = form.querySelector("[data-saved]");
  if (place) place.textContent = text;
}

function offer(form) {
  const mirror = stored((store) => JSON.parse(store.getItem(seat + form.id)));
  if (!mirror?.unsaved || form.querySelector("[data-offered]")) return;
  const differs = ([name, value]) => name in mirror.texts && mirror.texts[name] !== value;
  if (![...texts(form)].some(differs)) return;
  const box = document.createElement("p");
  box.className = "notice";
  box.dataset.offered = "";
  const words = document.createElement("span");
  words.textContent = "This browser kept a version of your text that was not saved. ";
  const back = button("Restore", () => restore(form, mirror.texts, box));
  const away = button("Discard", () => {
    forget(form);
    box.remove();
  });
  words.append(back, " ", away);
  box.append(words);
  (form.querySelector("[data-offer]") ?? form).prepend(box);
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn--sm";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function restore(form, kept, box) {
  for (const [name] of texts(form)) {
    if (name in kept) form.elements.namedItem(name).value = kept[name];
  }
  box.remove();
  save(form);
}

function texts(form) {
  const typed = (f) => f.name && f.matches("textarea, input:not([type=checkbox], [type=radio])");
  const fields = [...form.elements].filter((field) => typed(field) && !field.matches(NEVER));
  return new Map(fields.map((field) => [field.name, field.value]));
}

function keep(form, unsaved) {
  const mirror = JSON.stringify({ unsaved, texts: Object.fromEntries(texts(form)) });
  stored((store) => store.setItem(seat + form.id, mirror));
}

function forget(form) {
  if (form.id) stored((store) => store.removeItem(seat + form.id));
}

function forgetSeat() {
  const ours = stored((store) => Object.keys(store).filter((key) => key.startsWith(seat))) ?? [];
  for (const key of ours) stored((store) => store.removeItem(key));
}

// Storage may be full or forbidden: the server has the draft too.
function stored(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}
