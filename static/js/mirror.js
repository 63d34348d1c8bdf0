// What was typed into <form data-autosave id="…">, kept in this browser too; into <form data-mirror
// id="…">, kept in this browser alone (data-mirror="5" tells forms of one address and id apart).
//
// What the server never took and what differs is offered in [data-offer], else at the form's top; on
// the way back through the history, where the page comes as it first was, it is put in at once. It
// goes when the form was sent, also by another <form data-again>, and for all forms of the seat when
// <form data-leave> is submitted.
import { ready } from "./dom.js";
import { counts, forget, forgetSeat, keep, kept, texts } from "./kept.js";

const ALONE = "form[data-mirror][id]";
const FORMS = `form[data-autosave][id], ${ALONE}`;
const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";

document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-leave]")) forgetSeat();
  // It sends what another form holds; what was typed there since then stays kept.
  if (target.matches("[data-again]")) sentBy(target).forEach(forget);
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
  const forms = cameBack ? document.querySelectorAll(FORMS) : [];
  forms.forEach(putBack);
});

function sentBy(again) {
  const data = new FormData(again);
  const same = (form) => [...texts(form)].every(([name, value]) => (data.get(name) ?? "") === value);
  return [...document.querySelectorAll(FORMS)].filter(same);
}

/** Whether something was kept that the form has no field for yet. */
export function lacks(form) {
  const mirror = kept(form);
  const missed = Object.entries(mirror?.texts ?? {}).some(([name, value]) => value && !form.elements.namedItem(name));
  return missed && (mirror.unsaved || cameBack);
}

/** Offer what was kept, or put it in, once more: the form has grown. */
export function restore(form) {
  (cameBack ? putBack : offer)(form);
}

function offer(form) {
  const mirror = kept(form);
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
  const mirror = kept(form);
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
