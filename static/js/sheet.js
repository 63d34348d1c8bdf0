// The flow sheet: arrows go from cell to cell, Enter opens the point, D goes to the next dropped one,
// and the size of its text is kept in this browser.
//
// <table id="flow-table">             cells that hold something have an id and can have the focus
// <a data-next-dropped>               goes to the next .cell--dropped
// <button data-zoom="1">              a step larger, "-1" a step smaller
import { announce } from "./announce.js";
import { ready } from "./dom.js";

const SIZE = "flow-size";
const SIZES = [1, 5];
const USUAL = 3;
let known = null;
const table = () => document.getElementById("flow-table");

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const cell = target.closest?.("#flow-table td");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Enter" && target === cell) return void cell.querySelector("a")?.click();
  const next = { ArrowLeft: beside(cell, -1), ArrowRight: beside(cell, 1), ArrowUp: above(cell, -1), ArrowDown: above(cell, 1) }[key];
  if (!next) return;
  event.preventDefault();
  go(next);
});

document.addEventListener("click", (event) => {
  const zoom = event.target.closest("[data-zoom]");
  if (zoom) return resize(size() + Number(zoom.dataset.zoom));
  if (!event.target.closest("[data-next-dropped]") || !table()) return;
  const drops = [...table().querySelectorAll(".cell--dropped")].map((drop) => drop.closest("td"));
  const from = document.activeElement?.closest("td");
  const after = (cell) => from && from.compareDocumentPosition(cell) & Node.DOCUMENT_POSITION_FOLLOWING;
  const next = drops.find(after) ?? drops[0];
  if (!next) return;
  event.preventDefault();
  go(next);
});

function go(cell) {
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// Cells without anything are passed over.
function beside(cell, by) {
  let next = cell;
  do next = by < 0 ? next.previousElementSibling : next.nextElementSibling;
  while (next && !next.id);
  return next?.matches("td") ? next : null;
}

function above(cell, by) {
  const speech = cell.id.split("-").pop();
  let row = cell.parentElement;
  while ((row = by < 0 ? row.previousElementSibling : row.nextElementSibling)) {
    const next = [...row.cells].find((one) => one.id && one.id.split("-").pop() === speech);
    if (next) return next;
  }
  return null;
}

function size() {
  return Number(table()?.dataset.size ?? USUAL);
}

function resize(step) {
  const kept = Math.min(Math.max(step, SIZES[0]), SIZES[1]);
  if (table()) table().dataset.size = kept;
  try {
    localStorage.setItem(SIZE, kept);
  } catch {
    // A browser that keeps nothing shows the usual size on the next page.
  }
}

ready(() => {
  const sheet = table();
  if (!sheet) return;
  try {
    sheet.dataset.size ??= localStorage.getItem(SIZE) ?? USUAL;
  } catch {
    sheet.dataset.size ??= USUAL;
  }
  // Tab goes past the table in one step; the arrows go through it.
  const cells = [...sheet.querySelectorAll("td[id]")];
  const first = cells.find((cell) => cell === document.activeElement) ?? cells.find((cell) => cell.tabIndex === 0) ?? cells[0];
  for (const link of sheet.querySelectorAll("td a")) link.tabIndex = -1;
  if (first) first.tabIndex = 0;
  mark(sheet);
});

// What came since the page was opened is marked until the next comes, and said.
function mark(sheet) {
  const points = [...sheet.querySelectorAll(".cell[data-point]")];
  const fresh = known ? points.filter((point) => !known.has(point.dataset.point)) : [];
  known = new Set(points.map((point) => point.dataset.point));
  if (!fresh.length) return;
  for (const old of sheet.querySelectorAll(".cell.is-new")) old.classList.remove("is-new");
  for (const point of fresh) point.classList.add("is-new");
  announce(`${fresh.at(-1).dataset.point}: ${fresh.at(-1).lastChild.textContent.trim()}`);
}
// What is said now is in sight when the page opens; afterwards nothing moves by itself.
if (!location.hash) table()?.querySelector("thead .is-now")?.scrollIntoView({ block: "nearest", inline: "nearest" });
document.addEventListener("focusin", ({ target }) => {
  const cell = target.closest?.("#flow-table td[id]");
  if (!cell) return;
  for (const other of table().querySelectorAll("td[tabindex='0']")) other.tabIndex = -1;
  cell.tabIndex = 0;
});
