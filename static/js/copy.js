// Copies a link or a code: <button data-copy="#room-link" hidden data-copied="Copied">.
//
// data-copy names the element whose value or text is copied; data-copy-text="…" is copied itself.
// Plain http has no clipboard, so there is a way without it.
import { announce } from "./announce.js";
import { ready } from "./dom.js";

const SHOWN_MS = 2000;

ready((root) => {
  for (const button of root.querySelectorAll("[data-copy], [data-copy-text]")) button.hidden = false;
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-text]");
  if (!button) return;
  const from = button.dataset.copy ? document.querySelector(button.dataset.copy) : null;
  const text = button.dataset.copyText ?? (from?.value || from?.href || from?.textContent || "").trim();
  if (!(await copied(text, button))) return from?.select?.();
  const content = [...button.childNodes];
  const said = button.dataset.copied ?? "Copied";
  announce(said);
  button.replaceChildren(said);
  setTimeout(() => button.replaceChildren(...content), SHOWN_MS);
});

async function copied(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedBySelection(text, button);
  }
}

function copiedBySelection(text, button) {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "sr";
  // Inside an open dialog nothing else on the page can take the focus.
  (button.closest("dialog") ?? document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  button.focus({ preventScroll: true });
  return done;
}
