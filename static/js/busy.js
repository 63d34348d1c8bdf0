// A part in which work goes on ([data-busy]) is asked for again every second, until it is done.
const EVERY_MS = 1000;

setInterval(() => {
  for (const part of document.querySelectorAll("[data-part][data-busy]")) {
    const noun = part.dataset.part.split(/\s+/)[0];
    document.dispatchEvent(new CustomEvent("clash:refresh", { detail: { noun, debate: 0 } }));
  }
}, EVERY_MS);
