// Shows times in the reader's own zone: <time datetime="2026-11-21T14:05:00Z">… UTC</time>.
//
// Only times that say UTC are changed, and no due date (due.js). A record (.proof) keeps UTC throughout, as it says at its head.
import { ready } from "./dom.js";

const FORM = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" };
const own = new Intl.DateTimeFormat("en-GB", FORM);

ready((root) => {
  for (const time of root.querySelectorAll("time[datetime]:not([data-due])")) {
    const written = time.textContent.trim();
    if (!written.endsWith("UTC") || time.closest(".proof")) continue;
    time.title = written;
    time.textContent = own.format(new Date(time.dateTime));
  }
});
