// Words to remove: what is selected in a [data-passage-of] inside [data-passages] fills its [data-passage].
//
// A selection that is given up leaves the field as it is, so that a press on the button takes nothing away.
function fill({ target }) {
  if (!target.matches?.("[data-passage-of]")) return;
  const words = target.value.slice(target.selectionStart, target.selectionEnd).trim();
  const field = target.closest("[data-passages]")?.querySelector("[data-passage]");
  if (words && field) field.value = words;
}
for (const kind of ["select", "mouseup", "keyup", "touchend"]) document.addEventListener(kind, fill);
