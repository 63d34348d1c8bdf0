// Puts saved comments into a field: <button data-insert="field-id" data-words="…">, and finds among them.
//
// [data-bank-find] shows those buttons whose words have all that is typed; Enter in it presses the first.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  event.preventDefault();
  const field = document.getElementById(button.dataset.insert);
  field.value = [field.value.trimEnd(), button.dataset.words].filter(Boolean).join("\n\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
});
document.addEventListener("input", ({ target }) => target.matches("[data-bank-find]") && find(target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.matches("[data-bank-find]")) return;
  event.preventDefault();
  buttons(event.target).find((button) => !button.closest("li").hidden)?.click();
});

function find(field) {
  const wanted = field.value.toLowerCase().split(/\s+/);
  for (const button of buttons(field)) {
    const words = button.dataset.words.toLowerCase();
    button.closest("li").hidden = !wanted.every((word) => words.includes(word));
  }
}

function buttons(field) {
  return [...field.closest("details").querySelectorAll("[data-insert]")];
}
