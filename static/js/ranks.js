// Keeps totals and ranks of four teams in step with the scores: <form data-ranks="totals|hand">.
//
// In it: [data-score] with its team (scores.js); [data-team-total] and [data-team-rank] for each team; [data-ranked]
// for the list, best first, and [data-sums] for what is wrong with it. The server decides; without this, all of it is
// as of the last time that the form was kept.
import { points } from "./scores.js";

const PLACES = ["1st", "2nd", "3rd", "4th"];

document.addEventListener("input", ({ target }) => {
  if (target.closest?.("[data-score]") && target.form?.matches("form[data-ranks]")) update(target.form);
});

function update(form) {
  const teams = totals(form);
  const whole = teams.every((team) => team.total !== null);
  for (const team of teams) {
    const above = teams.filter((other) => other.total > team.total).length;
    team.rank = whole ? above + 1 : null;
    team.sum.textContent = team.total === null ? "–" : team.total / 100;
    if (form.dataset.ranks === "totals") team.place.textContent = team.rank ? PLACES[team.rank - 1] : "";
  }
  const list = form.querySelector("[data-ranked]");
  if (list) ranked(form, list, whole ? [...teams].sort((one, other) => one.rank - other.rank) : []);
}

function totals(form) {
  return [...form.querySelectorAll("[data-team-total]")].map((sum) => {
    const key = sum.dataset.teamTotal;
    const values = [...form.querySelectorAll(`[data-score][data-team="${key}"]`)].map(points);
    const total = values.length && !values.includes(null) ? values.reduce((all, value) => all + value, 0) : null;
    const place = form.querySelector(`[data-team-rank="${key}"]`);
    return { name: sum.closest(".ballot__team").dataset.name, total, sum, place };
  });
}

function ranked(form, list, teams) {
  list.replaceChildren(...teams.map((team) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const place = document.createElement("b");
    const total = document.createElement("span");
    total.className = "num";
    place.textContent = PLACES[team.rank - 1];
    total.textContent = team.total / 100;
    name.append(place, ` ${team.name}`);
    item.append(name, total);
    return item;
  }));
  const same = teams.filter((team) => teams.some((other) => other !== team && other.rank === team.rank));
  const sums = form.querySelector("[data-sums]");
  sums.classList.toggle("score__wrong", same.length > 0);
  const names = same.filter((team) => team.rank === same[0].rank).map((team) => team.name);
  if (!teams.length) sums.textContent = "Ranks stand here once every speech has its score.";
  else if (same.length) sums.textContent = `${names.join(" and ")} have the same total. No two teams share a rank: change a score.`;
  else sums.textContent = "";
}
