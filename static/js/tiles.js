// Goes from tile to tile: <li data-tile tabindex="0">, <button data-tile-go="1"> or "-1".
//
// data-pick="all | none"   on a button: ticks or clears the tiles' boxes
// [data-picked]            says how many are ticked: "7 of 10 rooms"
import { ready } from "./dom.js";

const boxes = () => [...document.querySelectorAll("[data-tile] input[type=checkbox]")];
let last = null;

document.addEventListener("focusin", (event) => {
  last = event.target.closest?.("[data-tile]") ?? last;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-tile-go], [data-pick]");
  if (!button) return;
  if (button.dataset.pick) pick(button.dataset.pick === "all");
  else go(Number(button.dataset.tileGo));
});
document.addEventListener("change", (event) => event.target.closest?.("[data-tile]") && count());
ready(count);

function go(by) {
  const tiles = [...document.querySelectorAll("[data-tile]")];
  const at = tiles.indexOf(last);
  const next = tiles[at < 0 ? 0 : Math.min(Math.max(at + by, 0), tiles.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function pick(on) {
  for (const box of boxes()) box.checked = on;
  count();
}

function count() {
  const all = boxes();
  const ticked = all.filter((box) => box.checked).length;
  const words = ticked === all.length ? `All ${ticked} rooms` : `${ticked} of ${all.length} rooms`;
  for (const place of document.querySelectorAll("[data-picked]")) {
    if (place.textContent !== words) place.textContent = words;
  }
}
