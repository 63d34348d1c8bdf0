// Number keys choose levels: <form data-levels> with fieldsets .crit of radios.
//
// 1 to 9 picks the level of the criterion in focus, else of the first without one, and the focus goes on to the next
// criterion. The one whose turn it is has the class is-here. Off in fields and while single keys are switched off.
import { isOff } from "./keys.js";
import { ready } from "./dom.js";

const FORM = "form[data-levels]";
const TYPING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit])";
const parts = (form) => [...form.querySelectorAll("fieldset.crit:not([disabled])")];
const radios = (part) => [...part.querySelectorAll("input[type=radio]")];
const chosen = (part) => part.querySelector("input:checked");

ready((root) => root.querySelectorAll(FORM).forEach((form) => show(form, first(form))));
document.addEventListener("focusin", ({ target }) => {
  const part = target.closest?.(`${FORM} fieldset.crit`);
  if (part) show(part.closest("form"), part);
});
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat || isOff()) return;
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
  const form = document.querySelector(FORM);
  const part = form?.querySelector(".is-here");
  const radio = part && radios(part)[event.key - 1];
  if (!radio) return;
  event.preventDefault();
  radio.checked = true;
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  const all = parts(form);
  const next = all[all.indexOf(part) + 1] ?? part;
  (chosen(next) ?? radios(next)[0]).focus();
});

function first(form) {
  const all = parts(form);
  return all.find((part) => !chosen(part)) ?? all[0];
}

function show(form, here) {
  for (const part of parts(form)) part.classList.toggle("is-here", part === here);
}
