// Single-key shortcuts: <button data-key="h" data-key-label="Raise your hand">; links too.
//
// "d,ArrowDown" gives several. Inside [data-keys] (a row that can have focus) a key works only while
// focus is in it; from elsewhere it leads to the first such row. Off in fields and while they are
// switched off; Ctrl or Cmd+Enter in a field sends its form (data-swap or data-send), by
// <button data-enter> where it has several. "?" or <button data-keys-open hidden> opens the list.
// data-key-stay: the focus stays where it is.
import { open } from "./dialogs.js";
import { ready } from "./dom.js";

const OFF = "keys-off";
const TYPING = "input, textarea, select, [contenteditable]";
const WRITING = "textarea, input:not([type=hidden])";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const field = event.target.closest?.(TYPING);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submit(event, field);
  if (field && !["checkbox", "radio", "button", "submit"].includes(field.type)) return;
  if (field?.type === "radio" && event.key.startsWith("Arrow")) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key === "?") return void (event.preventDefault(), list());
  const target = isOff() ? null : find(event.key);
  if (!target) return;
  event.preventDefault();
  const row = target.closest("[data-keys]");
  if (row && !row.contains(document.activeElement)) return void row.focus();
  if (!("keyStay" in target.dataset)) target.focus({ preventScroll: true });
  target.click();
  // What opens to be written in is written in: the next letters are words, not keys.
  if (target.matches("summary")) target.parentElement.querySelector(WRITING)?.focus();
});
document.addEventListener("click", (event) => event.target.closest("[data-keys-open]") && list());
ready((root) => root.querySelectorAll("[data-keys-open]").forEach((button) => (button.hidden = false)));

function submit(event, field) {
  if (!field?.form?.matches("[data-swap], [data-send]")) return;
  event.preventDefault();
  field.form.requestSubmit(field.form.querySelector("[data-enter]"));
}

function find(key) {
  const dialog = document.querySelector("dialog[open]");
  const row = document.activeElement?.closest("[data-keys]");
  const usable = (element) =>
    element.dataset.key.toLowerCase().split(",").includes(key.toLowerCase()) &&
    !element.disabled && element.checkVisibility?.() !== false && (!dialog || dialog.contains(element));
  const all = [...document.querySelectorAll("[data-key]")].filter(usable);
  return (row && all.find((e) => row.contains(e))) ?? all.find((e) => !e.closest("[data-keys]")) ?? all[0];
}

function list() {
  document.querySelector("dialog.keys")?.remove();
  const dialog = make("dialog", "", { className: "keys" });
  const title = make("h2", "Keys", { id: "keys-title" });
  dialog.setAttribute("aria-labelledby", title.id);
  const rows = make("dl", "", { className: "keys__list" });
  for (const [key, label] of known()) rows.append(make("dt", key), make("dd", label));
  const off = make("input", "", { type: "checkbox", checked: !isOff() });
  off.addEventListener("change", () => remember(!off.checked));
  const choice = make("label", "");
  choice.append(off, " Use single keys");
  const close = make("button", "Close", { className: "btn", type: "button" });
  close.dataset.close = "";
  dialog.append(title, rows, choice, close);
  document.body.append(dialog);
  open(dialog);
}

function known() {
  const found = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    const name = element.getAttribute("aria-label") ?? element.textContent.trim();
    const label = element.dataset.keyLabel ?? name;
    found.set(element.dataset.key.split(",").map(spelled).join(" or "), label);
  }
  if (document.querySelector("form[data-swap] textarea")) found.set("Ctrl or Cmd + Enter", "Send");
  return found.set("?", "This list");
}

const ARROWS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };
const spelled = (key) => ARROWS[key] ?? (key.length === 1 ? key.toUpperCase() : key);

function make(tag, text, more = {}) {
  const made = Object.assign(document.createElement(tag), more);
  if (text) made.textContent = text;
  return made;
}

/** Whether single keys are switched off in this browser. */
export function isOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function remember(off) {
  try {
    localStorage.setItem(OFF, off ? "1" : "");
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
}
