// On the page of a scribe: once a point was entered, the next one begins at its claim.
let entered = false;

document.addEventListener("clash:sent", ({ target }) => (entered = target.id === "entry-form"));
document.addEventListener("clash:swapped", () => {
  if (!entered) return;
  entered = false;
  document.querySelector("#entry-form [name=claim]")?.focus();
});
