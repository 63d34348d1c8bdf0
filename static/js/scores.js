// Keeps both totals of speaker points in step with the scores: <form data-totals="agree|show" data-p data-o>.
//
// In it: [data-score] with its side, range, step and band in hundredths of a point and a field for the score;
// [data-why] in it shows once the score needs a reason; [data-sums] says both totals, and with "agree" that the
// winner needs the higher one. The server decides; without this, the reasons always show.
import { ready } from "./dom.js";

const SIDES = ["P", "O"];

ready((root) => root.querySelectorAll("[data-score]").forEach(reason));
document.addEventListener("input", ({ target }) => {
  const score = target.closest?.("[data-score]");
  if (score) reason(score);
  if (target.form?.matches("form[data-totals]") && (score || target.name === "decision")) sums(target.form);
});

// Hundredths of a point; null for what the range has not.
export function points({ dataset, children }) {
  const match = /^(\d{1,4})(?:[.,](\d{1,2}))?$/.exec(children[1].value.trim());
  if (!match) return null;
  const value = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  const inside = value >= dataset.low && value <= dataset.high;
  return inside && (value - dataset.low) % dataset.step === 0 ? value : null;
}

function reason(score) {
  const why = score.querySelector("[data-why]");
  if (!why) return;
  const value = points(score);
  const { usualLow, usualHigh } = score.dataset;
  const unusual = value !== null && (value < usualLow || value > usualHigh);
  why.hidden = !unusual && !why.querySelector("input").value;
}

function sums(form) {
  const scores = [...form.querySelectorAll("[data-score]")];
  const values = scores.map(points);
  const place = form.querySelector("[data-sums]");
  const told = values.includes(null) ? ["Totals stand here once every speech has its score.", false] : said(form, scores, values);
  place.textContent = told[0];
  place.classList.toggle("score__wrong", told[1]);
}

// What the server would say of these totals, and whether it would refuse them.
function said(form, scores, values) {
  const total = (side) => values.reduce((all, value, n) => all + (scores[n].dataset.side === side ? value : 0), 0);
  const [p, o] = SIDES.map(total);
  const names = { P: form.dataset.p, O: form.dataset.o };
  const chosen = form.elements.decision.value;
  const strict = form.dataset.totals === "agree" && chosen;
  const pair = (between) => `${names.P} ${p / 100}${between}${names.O} ${o / 100}`;
  if (strict && p === o) return [`The totals are equal (${pair(" and ")}), and the winner needs the higher one. Change a score.`, true];
  if (strict && chosen !== (p > o ? "P" : "O")) {
    return [`You chose ${names[chosen]}, but the totals are ${pair(" and ")}. The winner needs the higher total.`, true];
  }
  return [`Totals: ${pair(", ")}.`, false];
}
