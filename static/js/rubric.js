// Keeps totals and what is missing in step with the levels chosen: <form data-rubric>.
//
// In it: [data-subject="name"] with fieldset[data-weight][data-top], and [data-total] for the sum in percent, or
// with [data-score] of a field each (scores.js);
// [data-needed] needs one choice; [data-missing] says what is open. Without this, both are as of the last time
// that the form was kept.
import { ready } from "./dom.js";

ready((root) => root.querySelectorAll("form[data-rubric]").forEach(update));
document.addEventListener("input", ({ target }) => {
  if (target.form?.matches("form[data-rubric]")) update(target.form);
});

function update(form) {
  const open = [...form.querySelectorAll("[data-subject]")].map(subject).filter(Boolean);
  for (const why of form.querySelectorAll("[data-why]:not([hidden])")) {
    if (!why.querySelector("input").value.trim()) open.push(`why ${why.parentElement.dataset.score}`);
  }
  for (const rank of form.querySelectorAll("[data-rank]")) {
    if (!rank.querySelector("select").value) open.push(`the rank of ${rank.dataset.rank}`);
  }
  if (form.matches("[data-ranks]") && form.querySelector(".score__wrong")) open.push("two teams with the same total");
  if (form.querySelector("[data-needed]:not(:has(:checked))")) open.push("who won");
  if (form.elements.reason && !form.elements.reason.value.trim()) open.push("your reason");
  const place = form.querySelector("[data-missing]");
  if (!place) return;
  const title = document.createElement("b");
  title.textContent = open.length ? "Not ready yet." : "Ready to hand in.";
  place.replaceChildren(title, open.length ? ` Open: ${listed(open)}.` : "");
}

function listed(words) {
  const last = words.at(-1);
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${last}` : last;
}

function subject(section) {
  const parts = [...section.querySelectorAll("fieldset[data-weight]")];
  const chosen = parts.map((part) => part.querySelector("input:checked"));
  const unscored = [...section.querySelectorAll("[data-score] > input")].filter((input) => !input.value.trim());
  const missing = chosen.filter((input) => !input).length + unscored.length;
  const sum = parts.reduce((all, part, n) => all + part.dataset.weight * (chosen[n]?.value ?? 0), 0);
  const total = section.querySelector("[data-total]");
  // Hundredths of a percent, halves up, as the server has them.
  if (total) total.textContent = missing ? "–" : `${Math.floor((sum * 100) / parts[0].dataset.top + 0.5) / 100}`;
  return missing ? `${section.dataset.subject} (${missing})` : "";
}
