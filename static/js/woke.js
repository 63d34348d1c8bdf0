// A page with a clock and without a stream asks the server what time it is when time went by unseen.
//
// <body data-time="address for tickets">; a page with data-stream does so by opening its stream anew.
import { sync } from "./clock.js";
import { ticket } from "./link.js";

const { time, stream } = document.body.dataset;

async function ask() {
  if (document.hidden) return;
  try {
    const found = await ticket(time);
    if (found) sync(found.now, found.began);
  } catch {
    // Without an answer the clock goes on as it was.
  }
}

if (time && !stream) {
  for (const kind of ["clash:woke", "visibilitychange"]) document.addEventListener(kind, ask);
  // What back and forward bring may be an old copy.
  addEventListener("pageshow", ask);
}
