// Keeps a live page live: <body data-stream="address for tickets" data-positions='{"12.room": 7}'>.
// Only a visible page holds a stream. After any error it is closed, and the status of the POST for a
// fresh ticket decides: go on, wait, or say that the seat was released. Without streams, or when
// others took our place, the same address is asked as JSON every three seconds.
import { sync } from "./clock.js";
import { opened } from "./crowd.js";
import { apply } from "./frames.js";
import { isGone, link, ticket as fetchTicket } from "./link.js";
import { refresh, refreshAll, refreshDebate, reload } from "./parts.js";
import { allow, read, stand, written } from "./positions.js";

const POLL_MS = 3000;
const TICKET_MS = 25_000; // a ticket is good for half a minute
const LONGEST_MS = 15000;
const page = document.body.dataset;
let source = null;
let timer = 0;
let failures = 0;
// Grows whenever we begin anew, so that late answers of an earlier round are dropped.
let round = 0;
let replaced = false;

async function open() {
  stop();
  if (document.hidden || isGone()) return;
  const mine = round;
  try {
    const ticket = await fetchTicket(page.stream);
    if (mine !== round || !ticket) return;
    sync(ticket.now, ticket.began);
    allow(ticket.positions);
    if (ticket.mode === "stream" && !replaced) listen(ticket);
    else poll(ticket, true);
  } catch {
    if (mine === round) later();
  }
}

function listen(ticket) {
  source = new EventSource(address(ticket));
  const on = (kind, act) =>
    source.addEventListener(kind, (event) => {
      // The id says where a view stands with what it is about.
      if (event.lastEventId) read(event.lastEventId);
      act(JSON.parse(event.data));
    });
  on("hello", () => begun("live"));
  opened(() => source && restart(true));
  on("frame", take);
  on("hint", (hint) => refresh(hint.noun, hint.debate));
  on("reload", reload);
  on("replaced", () => restart(true));
  on("gone", open);
  on("bye", later);
  source.onerror = later;
}

async function poll(ticket, fresh) {
  const mine = round;
  try {
    const response = await fetch(address(ticket), { headers: { Accept: "application/json" } });
    if (mine !== round) return;
    if (!response.ok && !fresh) return open();
    if (!response.ok) throw new Error(`no answer: ${response.status}`);
    const answer = await response.json();
    if (mine !== round) return;
    if (fresh) begun("poll");
    take(answer.frames);
    stand(answer.positions);
    if (answer.reload) reload();
    // There are no hints here.
    else if (answer.frames.length) refreshAll();
    timer = setTimeout(performance.now() - ticket.began > TICKET_MS ? open : poll, POLL_MS, ticket, false);
  } catch {
    if (mine === round) later();
  }
}

function take(frames) {
  for (const frame of frames) if (!apply(frame)) refreshDebate(frame.v);
}

function begun(state) {
  failures = 0;
  link(state);
  // What was hinted while nobody listened.
  refreshAll();
}

function restart(byAnotherTab) {
  replaced = byAnotherTab;
  open();
}

function later() {
  stop();
  link("stale");
  const pause = Math.min(LONGEST_MS, 500 * 2 ** failures++);
  timer = setTimeout(open, pause * (0.5 + Math.random()));
}

function stop() {
  round += 1;
  clearTimeout(timer);
  source?.close();
  source = null;
}

const address = (ticket) => `${ticket.url}?ticket=${ticket.ticket}&at=${written()}`;

if (page.stream) {
  for (const kind of ["visibilitychange", "clash:woke"]) document.addEventListener(kind, () => restart(false));
  addEventListener("pageshow", (event) => event.persisted && restart(false));
  addEventListener("pagehide", stop);
  addEventListener("online", open);
  addEventListener("offline", later);
  document.addEventListener("clash:unreachable", () => source && later());
  open();
}
