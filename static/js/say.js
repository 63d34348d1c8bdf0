// A sentence that everybody in front of this screen can read for a while, over the page.
//
// Never the only copy of anything: bells and the time left stand on the clock too.
const SHOWN_MS = 6000;
let timer = 0;

/** Show a sentence; it takes the place of the one before. For screen readers: announce(). */
export function say(text) {
  document.querySelector(".saying")?.remove();
  const line = document.createElement("p");
  line.className = "saying";
  line.setAttribute("aria-hidden", "true");
  line.textContent = text;
  document.body.append(line);
  clearTimeout(timer);
  timer = setTimeout(() => line.remove(), SHOWN_MS);
}

/** "1 minute 20 seconds" for seconds. */
export function spelled(seconds) {
  const whole = Math.ceil(seconds);
  const parts = [[Math.floor(whole / 3600), "hour"], [Math.floor((whole % 3600) / 60), "minute"]];
  parts.push([whole % 60, "second"]);
  const said = parts.filter(([count]) => count).map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`);
  return said.join(" ") || "0 seconds";
}
