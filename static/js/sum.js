// Adds up the parts of a whole while one types: <form data-sum> with [data-sum-part] fields and [data-sum-total] b.
import { ready } from "./dom.js";

ready((root) => root.querySelectorAll("form[data-sum]").forEach(update));
document.addEventListener("input", ({ target }) => {
  if (target.form?.matches("form[data-sum]")) update(target.form);
});

function update(form) {
  const parts = [...form.querySelectorAll("[data-sum-part]")];
  const sum = parts.reduce((all, field) => all + (parseInt(field.value, 10) || 0), 0);
  const place = form.querySelector("[data-sum-total]");
  place.querySelector("b").textContent = sum;
  place.classList.toggle("is-odd", sum !== 100);
}
