// An outline that several people write at once: <form data-outline id="outline" action="outline/team">.
//
// Each textarea text-<line> is one line, saved when typing stops. Buttons named act do what their value
// says; so do these keys in a line. Without an act the words in the field `new` become a line. The
// field `team` says whose outline it is: who sits elsewhere meanwhile is told so.
// [data-saved] says how it stands. outlinesend.js sends, outlinekept.js keeps what is not saved yet.
import { keep, left, unsaved } from "./outlinekept.js";
import { mergeWaiting, merge } from "./outlinerows.js";
import { send, sendLast, soon } from "./outlinesend.js";

const KEYS = { AltArrowUp: "up", AltArrowDown: "down", "Ctrl]": "in", "Ctrl[": "out", Enter: "add" };
const form = document.querySelector("form[data-outline]");
const lineOf = (field) => field.form === form && field.name?.match(/^text-(\d+)$/)?.[1];

function typed({ target }) {
  const line = lineOf(target);
  if (line) unsaved.set(line, { text: target.value, seen: form.elements[`seen-${line}`].value });
  keep(form);
  if (line) soon(form);
}

function submitted(event) {
  event.preventDefault();
  const by = event.submitter;
  by?.closest("details[data-menu]")?.removeAttribute("open");
  send(form, by?.name === "act" ? { act: by.value } : { adds: form.elements.new.value.trim() });
}

function pressed(event) {
  const line = !event.isComposing && !event.shiftKey && lineOf(event.target);
  const held = event.altKey ? "Alt" : event.ctrlKey || event.metaKey ? "Ctrl" : "";
  const verb = line && KEYS[held + event.key];
  if (!verb) return;
  event.preventDefault();
  send(form, { act: `${verb}.${line}` });
}

function restored() {
  const [came] = performance.getEntriesByType("navigation");
  // The browser fills fields in as they were left: what was not saved of that lies in `left`.
  for (const field of came?.type === "back_forward" ? form.querySelectorAll("textarea") : []) {
    field.value = field.defaultValue;
  }
  for (const { fresh, ...before } of left(form)) {
    if (fresh && !form.elements.new.value) form.elements.new.value = fresh;
    send(form, before);
  }
}

if (form?.elements.new) {
  form.addEventListener("input", typed);
  form.addEventListener("submit", submitted);
  form.addEventListener("keydown", pressed);
  form.addEventListener("focusout", () => setTimeout(mergeWaiting, 0, form));
  document.addEventListener("clash:released", () => mergeWaiting(form));
  document.addEventListener("clash:swapped", ({ detail }) => {
    const feed = detail.find((element) => element.id === "outline-feed");
    if (feed) merge(form, feed);
  });
  addEventListener("online", () => send(form));
  addEventListener("pagehide", () => sendLast(form));
  addEventListener("pageshow", (event) => event.persisted || restored());
}
