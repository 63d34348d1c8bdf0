// What was typed into <form data-autosave id="…">, kept in this browser too; into <form data-mirror
// id="…">, kept in this browser alone (data-mirror="5" tells forms of one address and id apart).
//
// What the server never took and what differs is offered in [data-offer], else at the form's top; on
// the way back through the history, where the page comes as it first was, it is put in at once. It
// goes when the form was sent, and for all forms of the seat when <form data-leave> is submitted.
// data-nosave on a field leaves it out.
import { ready } from "./dom.js";

const ALONE = "form[data-mirror][id]";
const FORMS = `form[data-autosave][id], ${ALONE}`;
const NEVER = "[type=password], [type=file], [type=hidden], [data-nosave]";
const seat = `draft ${new URL(document.baseURI).pathname} `;
const place = (form) => `${seat}${form.id}${form.dataset.mirror ?? ""}`;
const [came] = performance.getEntriesByType("navigation");

document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-leave]")) forgetSeat();
  // Its answer is a page of its own, with every word on it that was refused.
  if (target.matches(`${ALONE}:not([data-swap])`)) forget(target);
});
document.addEventListener("input", ({ target }) => {
  if (target.form?.matches(ALONE) && counts(target)) keep(target.form, true);
});
document.addEventListener("clash:sent", ({ target }) => forget(target));
ready((root) => root.querySelectorAll(FORMS).forEach(offer));
// By then every behaviour is there, to take what is put back as typed.
addEventListener("pageshow", () => {
  const forms = came?.type === "back_forward" ? document.querySelectorAll(FORMS) : [];
  forms.forEach(putBack);
});

/** Whether a field is one that is mirrored and saved. */
export function counts(field) {
  return !field.matches(NEVER);
}

/** Keep what stands in the form; `unsaved`: the server does not have it yet. */
export function keep(form, unsaved) {
  const mirror = JSON.stringify({ unsaved, texts: Object.fromEntries(texts(form)) });
  stored((store) => store.setItem(place(form), mirror));
}

function offer(form) {
  const mirror = read(form);
  if (!mirror?.unsaved || form.querySelector("[data-offered]") || !differing(form, mirror).length) return;
  const box = document.createElement("p");
  box.className = "notice";
  box.dataset.offered = "";
  const words = document.createElement("span");
  words.textContent = "This browser kept a version of your text that was not saved. ";
  const back = button("Restore", () => {
    fill(differing(form, mirror), mirror);
    box.remove();
  });
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

function putBack(form) {
  const mirror = read(form);
  if (!mirror) return;
  fill(differing(form, mirror), mirror);
  form.querySelector("[data-offered]")?.remove();
}

function fill(fields, mirror) {
  for (const field of fields) {
    field.value = mirror.texts[field.name];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function differing(form, mirror) {
  const fields = [...texts(form).keys()].map((name) => form.elements.namedItem(name));
  return fields.filter(({ name, value }) => name in mirror.texts && mirror.texts[name] !== value);
}

function texts(form) {
  const typed = (f) => f.name && f.matches("textarea, select, input:not([type=checkbox], [type=radio])");
  const fields = [...form.elements].filter((field) => typed(field) && counts(field));
  return new Map(fields.map((field) => [field.name, field.value]));
}

function read(form) {
  return stored((store) => JSON.parse(store.getItem(place(form))));
}

function forget(form) {
  if (form.id) stored((store) => store.removeItem(place(form)));
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
