// Puts frames {v, n, target, into, html} into the page: one row, by its id, never an older one.
//
// data-n="7"               on a row: the number it was rendered at; absent means older than any frame
// data-view="12.room"      on a section: where that view's rows are; needed only with several views
// data-announce="P2.3: …"  on a new row: what is spoken (on a replaced row: when it differs)
// [data-empty]             in a list: taken away when the first row comes
// data-part="frame-flow"   on a part: fetched again when a frame for that kind of row comes
// A new row has the class is-new until the next one comes. A row that is in use waits.
import { announce } from "./announce.js";
import { inUse, inside, parse, replace, swapped } from "./dom.js";

const waiting = new Map();
const rows = new WeakMap();

/** Put one frame into the page; false when it has nowhere to go here. */
export function apply(frame) {
  const noun = `frame-${frame.target.split("-")[0]}`;
  document.dispatchEvent(new CustomEvent("clash:refresh", { detail: { noun } }));
  const scope = scopeOf(frame.v);
  if (!scope) return false;
  const old = within(scope, frame.target);
  if (old && Number(old.dataset.n ?? -1) >= frame.n) return true;
  if (old && inUse(old)) {
    waiting.set(`${frame.v} ${frame.target}`, frame);
    return true;
  }
  const [fresh] = parse(frame.html);
  const list = !old && frame.into ? within(scope, frame.into) : null;
  if (!fresh || !(old || list)) return true;
  fresh.dataset.n = frame.n;
  rows.set(fresh, frame);
  if (old) exchange(old, fresh);
  else add(list, fresh);
  swapped([fresh]);
  return true;
}

/** Tells of an element whether a frame put it there that is newer than a snapshot of positions. */
export function newerThan(positions) {
  return (element) => {
    const shown = rows.get(element);
    return Boolean(shown) && shown.n > (positions.get(shown.v) ?? 0);
  };
}

function exchange(old, fresh) {
  if (fresh.dataset.announce !== old.dataset.announce) announce(fresh.dataset.announce);
  if (old.classList.contains("is-new")) fresh.classList.add("is-new");
  replace(old, fresh);
}

function add(list, fresh) {
  for (const other of list.querySelectorAll(":scope > .is-new")) other.classList.remove("is-new");
  for (const empty of list.querySelectorAll(":scope > [data-empty]")) empty.remove();
  fresh.classList.add("is-new");
  list.append(fresh);
  announce(fresh.dataset.announce);
}

function scopeOf(view) {
  if (!document.querySelector("[data-view]")) return document.body;
  return document.querySelector(`[data-view="${CSS.escape(view)}"]`);
}

function within(scope, id) {
  return scope === document.body ? document.getElementById(id) : inside(scope, id);
}

function retry() {
  const frames = [...waiting.values()];
  waiting.clear();
  for (const frame of frames) apply(frame);
}

document.addEventListener("clash:swapped", () => waiting.size && queueMicrotask(retry));
// When it fires, focus has not arrived where it goes.
document.addEventListener("focusout", () => waiting.size && setTimeout(retry));
for (const kind of ["toggle", "close", "clash:released"]) {
  document.addEventListener(kind, () => waiting.size && setTimeout(retry), true);
}
