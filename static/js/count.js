// Says how long a text is: <input data-count="120"> gets "37 of 120" below it. Without this, its hint names the limit.
import { ready } from "./dom.js";

ready((root) => root.querySelectorAll("[data-count]").forEach(begin));
document.addEventListener("input", ({ target }) => target.matches("[data-count]") && write(target));

function begin(field) {
  if (field.nextElementSibling?.matches(".count")) return;
  const place = document.createElement("span");
  place.className = "count small quiet";
  field.after(place);
  write(field);
}

function write(field) {
  field.nextElementSibling.textContent = `${field.value.length} of ${field.dataset.count}`;
}
