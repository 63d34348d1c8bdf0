// A note on words that are selected: [data-work] with [data-point="id"] and in it [data-text="claim"|"reasons"].
//
// Select words, then press the key of <details id="noting"> or a [data-note-on="id"]: the form in it comes to stand
// under that point, with the words, which part they are of, and how far into it they begin.
import { announce } from "./announce.js";
import { isOff } from "./keys.js";

let taken = null;

// Browsers tell of a selection late, and a finger on a button takes it away: it is read whenever one is told, and again
// by the key itself.
function take() {
  const selection = getSelection();
  if (!selection.rangeCount || !inWork(selection.anchorNode)) return;
  taken = selection.isCollapsed ? null : words(selection.getRangeAt(0));
}
document.addEventListener("selectionchange", take);
// A press on a button would take the selection away first.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[data-note-on]")) event.preventDefault();
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-note-on]");
  if (button) begin(button.dataset.noteOn);
});
// Before keys.js, which knows nothing of words that are selected.
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "n" || isOff() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=radio]), textarea, select") || !document.getElementById("note")) return;
  take();
  if (!taken) return;
  event.preventDefault();
  begin(taken.point);
}, true);

function begin(point) {
  fill(taken?.point === point ? taken : { point, quote: "", part: "", near: "" });
  document.getElementById("noting").open = true;
  document.getElementById("note-text").focus();
}

function inWork(node) {
  return (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)?.closest("[data-work] [data-text]");
}

function words(range) {
  const text = inWork(range.startContainer);
  const point = text?.closest("[data-point]").dataset.point;
  if (!point) return null;
  const inside = range.cloneRange();
  // A selection that runs over the end of this text counts as far as the text goes.
  if (!text.contains(range.endContainer)) inside.setEnd(text, text.childNodes.length);
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(inside.startContainer, inside.startOffset);
  const quote = plain(inside).trim();
  return quote ? { point, quote, part: text.dataset.text, near: [...plain(before)].length } : null;
}

// The letters of notes that stand in the text are none of its words.
function plain(range) {
  const piece = range.cloneContents();
  for (const letter of piece.querySelectorAll(".anchor")) letter.remove();
  return piece.textContent;
}

function fill({ point, quote, part, near }) {
  const form = document.getElementById("note");
  const fields = form.elements;
  [fields.point.value, fields.quote.value, fields.part.value, fields.near.value] = [point, quote, part, near];
  document.querySelector(`[data-work] [data-point="${CSS.escape(point)}"]`)?.append(document.getElementById("noting"));
  announce(quote ? `Comment on: ${quote}` : "Comment on the whole point.");
}
document.addEventListener("input", ({ target }) => {
  // Words that are typed were counted nowhere.
  if (target.id === "note-quote") target.form.elements.part.value = target.form.elements.near.value = "";
});
