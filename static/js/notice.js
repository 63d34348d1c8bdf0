// A notice beside what it is about. Not a toast: it stays until it is no longer true.
//
// Goes into [data-notice] inside `place`, else to its top. <div id="notices"> is the page's own.

const KEPT = "Your words are kept";

/** Show a notice with a bold beginning; a second one in the same place takes the first one's. */
export function notice(place, bold, rest) {
  clear(place);
  const box = document.createElement("p");
  box.className = "notice notice--error";
  box.setAttribute("role", "alert");
  box.dataset.made = "";
  const words = document.createElement("span");
  const lead = document.createElement("b");
  lead.textContent = bold;
  words.append(lead, ` ${rest}`);
  box.append(words);
  (place.querySelector("[data-notice]") ?? place).prepend(box);
  // A form may be longer than the window, and what was pressed far from its top.
  box.scrollIntoView({ block: "nearest" });
  return box;
}

/** Take away the notice that was shown in `place`, and what the server said to the last act. */
export function clear(place) {
  for (const box of place.querySelectorAll(".notice[data-made]")) box.remove();
  for (const box of document.querySelectorAll("#notices .notice--error:not([data-made])")) box.remove();
}

/** Where a notice goes that has no form around it. */
export function common() {
  return document.getElementById("notices") ?? document.querySelector("main") ?? document.body;
}

/** Why something was not sent, by the status of the answer (0: there was none); `typed`: it held words. */
export function reason(status, typed = true) {
  if (!typed) return pressed(status);
  if (!status) return `The connection dropped. ${KEPT}; send them again when you are back online.`;
  if (status === 413) return "That is too long. Shorten it and send it again.";
  if (status === 429) return `That was tried too often. ${KEPT}; send them again in a minute.`;
  if (status < 500) return "This page is out of date. Copy your words, then reload it.";
  return `The server could not take it. ${KEPT}; send them again in a moment.`;
}

function pressed(status) {
  if (!status) return "The connection dropped. Press it again when you are back online.";
  if (status === 429) return "That was tried too often. Press it again in a minute.";
  if (status < 500) return "This page is out of date. Reload it.";
  return "The server could not take it. Press it again in a moment.";
}
