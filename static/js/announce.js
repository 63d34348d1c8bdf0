// Speaks to screen readers through the page's one polite region: <p id="announcer" role="status">.
const waiting = [];
let timer = 0;

/** Say a sentence; those said at about the same time are read together. */
export function announce(text) {
  const region = document.getElementById("announcer");
  if (!region || !text) return;
  waiting.push(text);
  if (timer) return;
  // Emptied first, or the same words twice would be silent the second time.
  region.textContent = "";
  timer = setTimeout(() => {
    timer = 0;
    region.textContent = waiting.splice(0).join(" ");
  }, 100);
}
