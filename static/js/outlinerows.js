// Puts the lines of an outline, as the server has them (#outline-feed), into a page where somebody
// writes: what holds the focus stays where it is, and the others are put around it.
import { swapped } from "./dom.js";
import { busy, chosen, part } from "./outlinerow.js";

let latest = null;

/** Show the lines of `feed`. */
export function merge(form, feed) {
  const list = form.querySelector("[data-lines]");
  const content = document.importNode(feed.querySelector("template").content, true);
  const incoming = [...content.querySelectorAll("[data-line]")];
  latest = feed;
  split(list, feed, incoming);
  const before = [...list.children];
  const shown = new Map(before.map((row) => [row.dataset.line, row]));
  const focus = form.contains(document.activeElement) && document.activeElement;
  const rows = incoming.map((fresh) => chosen(shown.get(fresh.dataset.line), fresh));
  const known = new Set(rows.map((row) => row.dataset.line));
  before.forEach((row, place) => {
    // Somebody removed it while it was written: saved again, it is back.
    if (!known.has(row.dataset.line) && busy(row)) rows.splice(place, 0, row);
  });
  arrange(list, rows);
  form.querySelector("[data-empty]")?.toggleAttribute("hidden", rows.length > 0);
  const gone = form.querySelector("[data-removed]");
  const removed = content.querySelector("[data-removed]");
  removed.open = gone.open;
  if (gone.textContent !== removed.textContent) gone.replaceWith(removed);
  if (focus && !focus.isConnected) again(form, focus);
  swapped(rows.filter((row) => !before.includes(row)));
}

/** Put the cursor at the end of a line. */
export function focusLine(form, line) {
  const field = line && form.elements[`text-${line}`];
  if (!field) return;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

/** What waited while a line was written in. */
export function mergeWaiting(form) {
  if (latest) merge(form, latest);
}

function split(list, feed, incoming) {
  for (const pair of feed.dataset.twins.split(" ").filter(Boolean)) {
    const [line, twin] = pair.split(":");
    const row = list.querySelector(`[data-line="${line}"]`);
    const fresh = incoming.find((one) => one.dataset.line === twin);
    if (row && fresh && busy(row) && !list.querySelector(`[data-line="${twin}"]`)) {
      part(row, fresh.cloneNode(true));
    }
  }
  feed.dataset.twins = "";
}

function arrange(list, rows) {
  for (const row of [...list.children]) if (!rows.includes(row)) row.remove();
  if (rows.every((row, place) => list.children[place] === row)) return;
  const held = rows.findIndex((row) => row.isConnected && row.contains(document.activeElement));
  if (held < 0) return list.append(...rows);
  rows[held].before(...rows.slice(0, held));
  rows[held].after(...rows.slice(held + 1));
}

// The button that was pressed stands in a line that was shown anew.
function again(form, old) {
  if (old.name !== "act") return;
  const same = form.querySelector(`button[value="${CSS.escape(old.value)}"]`);
  const menu = same?.closest("details:not([open])");
  (menu?.querySelector("summary") ?? same)?.focus();
}
