// Long lists that are fetched when they are opened: <details id="…"><div data-more="parts/links">.
//
// A swap of what is around it leaves the list there, and it is fetched again; one that is in use stays
// as it is. A form's list is fetched at once where this browser kept a choice made in it.
import { headers, inUse, parse, ready, swapped } from "./dom.js";
import { lacks, restore } from "./mirror.js";

const LIST = "[data-more]";
const ACTS = "a[href], button, select";
const known = new WeakSet();
const last = new Map();
const scrolled = new Map();

ready((root) => {
  const fresh = [...root.querySelectorAll(LIST)].filter((list) => !known.has(list));
  for (const list of fresh) {
    const fold = list.closest("details");
    known.add(list);
    list.replaceChildren(...parse(last.get(list.dataset.more) ?? ""));
    list.scrollTop = scrolled.get(list.dataset.more) ?? 0;
    if (fold.open && root === document) load(list);
    else if (list.closest("form") && lacks(list.closest("form"))) fold.open = true;
  }
});
// Neither bubbles. A fold that a swap opens again says so, too.
document.addEventListener("toggle", ({ target }) => target.open && load(target.querySelector(`:scope > ${LIST}`)), true);
document.addEventListener("scroll", ({ target }) => {
  if (target.dataset?.more) scrolled.set(target.dataset.more, target.scrollTop);
}, true);

async function load(list) {
  if (!list) return;
  const { more } = list.dataset;
  if (!list.firstChild) list.textContent = "Loading";
  const html = await fetch(new URL(more, document.baseURI), { headers: headers() })
    .then((response) => (response.status === 200 && !response.redirected ? response.text() : ""))
    .catch(() => "");
  if (html) last.set(more, html);
  // What is around it may have been swapped meanwhile.
  const now = document.querySelector(`[data-more="${CSS.escape(more)}"]`);
  if (!now || inUse(now)) return;
  if (html) show(now, html);
  else if (!now.firstElementChild) now.textContent = "Could not be loaded. Close this and open it again.";
}

function show(list, html) {
  const form = list.closest("form");
  const again = form && lacks(form);
  const place = [...list.querySelectorAll(ACTS)].indexOf(document.activeElement);
  list.replaceChildren(...parse(html));
  if (place >= 0) list.querySelectorAll(ACTS)[place]?.focus({ preventScroll: true });
  swapped([...list.children]);
  if (again) restore(form);
}
