// Opens and closes dialogs; focus goes back to what opened them.
//
// <button data-open="dialog-id">, and <button data-close> inside <dialog>. Esc is the browser's own.
let opener = null;

/** Open a dialog; `from` gets the focus back when it closes. */
export function open(dialog, from = document.activeElement) {
  if (!dialog || dialog.open) return;
  opener = from;
  dialog.showModal();
  dialog.addEventListener("close", () => opener?.isConnected && opener.focus(), { once: true });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open], [data-close]");
  if (!button) return;
  if (button.dataset.open) open(document.getElementById(button.dataset.open), button);
  else button.closest("dialog")?.close();
});
