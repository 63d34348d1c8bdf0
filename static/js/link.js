// How the page stands with the server: <html data-link="live | poll | stale | gone"> for the style
// sheet, and the words when the seat is gone (data-gone="…" on body for other words).
import { headers } from "./dom.js";
import { common, notice } from "./notice.js";

// 400 is a token of a session that no longer is.
const GONE = [400, 401, 403, 404, 410];
const WORDS = "Your words stay on this page; copy what you need. To go on, open your link again, or ask for a new one.";

/** Note the state of the link. */
export function link(state) {
  document.documentElement.dataset.link = state;
}

/** Whether there is no way back but a new page. */
export function isGone() {
  return document.documentElement.dataset.link === "gone";
}

/** A fresh ticket, or null when the seat was released; throws when it may be tried again. */
export async function ticket(address) {
  const began = performance.now();
  const response = await fetch(address, { method: "POST", headers: headers() });
  // The seat was moved: its room is elsewhere now.
  if (response.headers.has("X-Go")) {
    link("gone");
    location.assign(response.headers.get("X-Go"));
    return null;
  }
  if (GONE.includes(response.status)) {
    link("gone");
    const { gone } = document.body.dataset;
    notice(common(), gone ? "This page is closed." : "This seat was released.", gone ?? WORDS);
    return null;
  }
  if (!response.ok) throw new Error(`no ticket: ${response.status}`);
  return { ...(await response.json()), began };
}
