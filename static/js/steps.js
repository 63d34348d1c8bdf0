// The format editor: <form data-swap data-format> with [data-step="Rebuttal, step 3 of 12"].
//
// Alt+Up and Alt+Down press [data-move=up] and [data-move=down] of the step in which focus is; where
// the step came to is said and shown. A field with data-update="strip" has the strip drawn anew
// while it is typed in, "show" the whole form after it was chosen.
import { announce } from "./announce.js";

const WAIT_MS = 250;
const WAYS = { ArrowUp: "up", ArrowDown: "down" };
let moved = "";
let timer = 0;

document.addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  if (!way || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const button = event.target.closest?.("[data-format] [data-step]")?.querySelector(`[data-move=${way}]`);
  if (!button) return;
  event.preventDefault();
  button.form.requestSubmit(button);
});

document.addEventListener("submit", ({ target, submitter }) => {
  if (!target.matches("form[data-format]")) return;
  clearTimeout(timer);
  const step = submitter?.closest("[data-step]");
  moved = submitter?.dataset.move && submitter.dataset.move !== "remove" ? step.id : "";
});

document.addEventListener("input", ({ target }) => {
  if (target.dataset?.update === "strip" && target.form?.matches("form[data-format]")) soon(target.form, "redraw");
});

document.addEventListener("change", ({ target }) => {
  if (target.dataset?.update === "show" && target.form?.matches("form[data-format]")) soon(target.form, "show");
});

document.addEventListener("clash:swapped", ({ detail }) => {
  if (!detail.some((element) => element.matches("form[data-format]"))) return;
  const added = document.querySelector("[data-format] [data-added]");
  if (added) added.querySelector("input:not([type=hidden])").focus();
  const step = added ?? (moved && document.getElementById(moved));
  moved = "";
  if (!step) return;
  step.scrollIntoView({ block: "nearest" });
  announce(step.dataset.step);
});

function soon(form, what) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (form.isConnected) form.requestSubmit(document.getElementById(`format-${what}`));
  }, WAIT_MS);
}
