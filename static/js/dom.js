// Swapping pieces of the page without taking away what a person is doing.
//
// [data-keep][id]      inside a swapped piece: carried over as it is, not rendered anew
// details[id]          keeps being open or closed
// details[data-menu]   while open, nothing around it is swapped
// table[data-rows]     is swapped row by row
// [data-into="list"]   on a fragment: the id of the list it joins when the page has no such id
import { byRow } from "./rows.js";

const FIELDS =
  "input:not([type=hidden], [type=submit], [type=button]), textarea, select, [contenteditable]";
const FOCUSABLE = "a[href], button, input, textarea, select, summary, [tabindex]";

// What was pressed and is not let go yet: shown anew in between, it would get no click.
let pressed = null;
addEventListener("pointerdown", ({ target, button }) => (pressed = button ? null : target), true);
// The click comes right after.
const letGo = () => setTimeout(() => ((pressed = null), document.dispatchEvent(new CustomEvent("clash:released"))));
for (const kind of ["pointerup", "pointercancel", "contextmenu"]) addEventListener(kind, letGo, true);

/** Run `act` on the page now, and on every piece that is swapped in later. */
export function ready(act) {
  act(document);
  document.addEventListener("clash:swapped", (event) => {
    for (const element of event.detail) if (element.isConnected) act(element.parentNode);
  });
}

/** The top-level elements of some HTML. Scripts in it never run. */
export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

/** Whether a press that began in it has not ended. */
export const underFinger = (element) => Boolean(pressed && element.contains(pressed));
/** Whether a person has unsent words, something open or a finger in it. An empty field with the
 *  focus is none: its twin gets the focus, and the page follows the debate. */
export function inUse(element) {
  if (element.contains(document.activeElement?.closest("select") ?? null)) return true;
  if (underFinger(element) || element.querySelector("dialog[open], details[data-menu][open]")) return true;
  return [...element.querySelectorAll(FIELDS)].some(changed);
}

function changed(field) {
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  if (!field.options) return "defaultValue" in field && field.value !== field.defaultValue;
  // A select without a default shows its first option.
  const options = [...field.options];
  return (options.find((o) => o.defaultSelected) ?? options.find((o) => !o.disabled))?.selected === false;
}

/** Put `fresh` where `old` was. Focus, open details, kept pieces and newer rows survive. */
export function replace(old, fresh, newer = () => false) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const place = focused ? [...old.querySelectorAll(FOCUSABLE)].indexOf(focused) : -1;
  for (const details of old.querySelectorAll("details[id]")) {
    const twin = inside(fresh, details.id);
    if (twin) twin.open = details.open;
  }
  for (const kept of old.querySelectorAll("[data-keep][id]")) {
    inside(fresh, kept.id)?.replaceWith(kept);
  }
  for (const row of [...old.querySelectorAll("[data-n]")].filter(newer)) {
    const twin = inside(fresh, row.id);
    if (twin) twin.replaceWith(row);
    else if (row.parentElement.id) inside(fresh, row.parentElement.id)?.append(row);
  }
  old.replaceWith(fresh);
  if (!focused || focused.isConnected) return;
  (twinOf(focused, fresh) || fresh.querySelectorAll(FOCUSABLE)[place] || fresh).focus({ preventScroll: true });
}

/** The same control in the new piece. Its place among the others may have moved. */
function twinOf(old, fresh) {
  if (old.id) return inside(fresh, old.id);
  const marks = ["name", "value", "href", "formaction"].filter((mark) => old.hasAttribute(mark));
  const same = (one) => marks.every((mark) => one.getAttribute(mark) === old.getAttribute(mark));
  const twins = marks.length ? [...fresh.querySelectorAll(old.localName)].filter(same) : [];
  return twins.find((one) => one.checkVisibility?.() !== false && one.tabIndex >= 0);
}

/** Swap fragments in by their ids; says which are on the page now.
 *
 * `allowed` may refuse to have an element swapped; `newer` names elements that came after the
 * fragments were asked for, which therefore stay.
 */
export function swap(html, { allowed = () => true, newer = () => false } = {}) {
  const placed = [];
  for (const fresh of parse(html)) {
    const old = fresh.id && document.getElementById(fresh.id);
    const list = fresh.dataset.into && document.getElementById(fresh.dataset.into);
    if (old && (newer(old) || !allowed(old))) continue;
    if (old?.matches("[data-rows]")) byRow(old, fresh, replace);
    else if (old) replace(old, fresh, newer);
    else if (list) list.append(fresh);
    else continue;
    placed.push(fresh.isConnected ? fresh : old);
  }
  swapped(placed);
  return placed;
}

/** Tell the other behaviours that these elements are new. */
export function swapped(elements) {
  if (elements.length) document.dispatchEvent(new CustomEvent("clash:swapped", { detail: elements }));
}

/** The element of that id inside `root`, or `root` itself; works on pieces not in the page yet. */
export function inside(root, id) {
  return root.id === id ? root : root.querySelector(`#${CSS.escape(id)}`);
}

/** Headers of every request that we make. */
export function headers(more = {}) {
  const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
  return { "X-Fragment": "1", "X-CSRFToken": token, ...more };
}
