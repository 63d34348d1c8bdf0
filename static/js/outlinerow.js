// One line of an outline in the page: <li data-line data-revision data-state> with a textarea, what it
// was begun with (input seen-<line>), and buttons.
//
// A line that holds the focus, unsaved words or a finger keeps its words. Its revision moves on only
// where the server has what was saved from here: else the next save says that two have written.
import { inUse, underFinger } from "./dom.js";
import { unsaved } from "./outlinekept.js";

const saved = new Map();
const oneLine = (text) => text.trim().replace(/\s+/g, " ");
const seenOf = (row) => row.querySelector("input[name^='seen-']");

/** The words of a line. */
export const fieldOf = (row) => row.querySelector("textarea");

/** Whether somebody is at it, so that its words must not be changed. */
export function busy(row) {
  return unsaved.has(row.dataset.line) || fieldOf(row) === document.activeElement || inUse(row);
}

/** These words are on the server now. */
export function wasSaved(form, typed) {
  for (const [line, { text }] of typed) {
    saved.set(line, oneLine(text));
    const field = form.elements[`text-${line}`];
    if (field) field.defaultValue = text;
  }
}

/** The line to show where `old` stands: that one, made up to date but for its words, or `fresh`. */
export function chosen(old, fresh) {
  if (!old) return fresh;
  if (underFinger(old)) return old;
  if (Number(fresh.dataset.revision) < Number(old.dataset.revision)) return old;
  if (!busy(old)) return fresh.dataset.state === old.dataset.state ? old : fresh;
  const words = oneLine(fieldOf(fresh).value);
  renew(old, fresh, saved.get(old.dataset.line) === words || oneLine(fieldOf(old).value) === words);
  return old;
}

/** Two wrote in one line: the words typed here go on in `fresh`, a line of their own. */
export function part(row, fresh) {
  const more = unsaved.get(row.dataset.line);
  unsaved.delete(row.dataset.line);
  row.dataset.line = fresh.dataset.line;
  fieldOf(row).name = fieldOf(fresh).name;
  renew(row, fresh, true);
  if (more) unsaved.set(row.dataset.line, { text: more.text, seen: seenOf(row).value });
}

// All but the words; `ours`: the server has what was saved from here.
function renew(row, fresh, ours) {
  const field = fieldOf(row);
  const theirs = fieldOf(fresh);
  const seen = seenOf(row).value;
  const menu = row.querySelector("details[open]");
  const parts = [...fresh.children];
  const middle = parts.indexOf(theirs);
  row.className = fresh.className;
  field.setAttribute("aria-label", theirs.getAttribute("aria-label"));
  for (const one of [...row.children]) if (one !== field && !(menu && one.contains(menu))) one.remove();
  field.before(...parts.slice(0, middle));
  field.after(...parts.slice(middle + 1).filter((one) => !menu || !one.querySelector("details")));
  if (!ours) return void (seenOf(row).value = seen);
  row.dataset.state = fresh.dataset.state;
  row.dataset.revision = fresh.dataset.revision;
  const more = unsaved.get(row.dataset.line);
  if (more) more.seen = seenOf(row).value;
}
