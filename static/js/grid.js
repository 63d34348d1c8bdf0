// Goes from row to row in a table of fields with the arrow keys: <form data-grid>. Tab goes along the row.
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (!["ArrowDown", "ArrowUp"].includes(key) || !target.matches("form[data-grid] td > input")) return;
  const cell = target.closest("td");
  const row = cell.parentElement;
  const next = key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
  const field = next?.cells[cell.cellIndex]?.querySelector("input");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
