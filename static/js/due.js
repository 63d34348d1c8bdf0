// Says a due date in the reader's own time beside it, where that is another.
//
// <time data-due="1790000000000" data-zone="Europe/Berlin">Mon 21 Sep 2026, 16:13 CEST</time>
// The words stay as the server wrote them; a browser that does not know the zone adds nothing.
import { ready } from "./dom.js";

const PARTS = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

ready((root) => {
  for (const due of root.querySelectorAll("time[data-due]:not([data-own])")) {
    const at = new Date(Number(due.dataset.due));
    const own = said(at);
    due.dataset.own = "";
    if (!own || own === said(at, due.dataset.zone)) continue;
    const beside = document.createElement("span");
    beside.className = "due__own";
    beside.textContent = ` (${own} your time)`;
    due.after(beside);
  }
});

function said(at, timeZone) {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...PARTS, timeZone }).format(at);
  } catch {
    return "";
  }
}
