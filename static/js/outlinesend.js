// Sends what was typed into an outline, with the button that was pressed, and shows what comes back.
//
// One request at a time, so that a line never overtakes itself; what did not arrive is sent again.
import { attempt } from "./attempt.js";
import { headers, parse } from "./dom.js";
import { keep, unsaved } from "./outlinekept.js";
import { wasSaved } from "./outlinerow.js";
import { focusLine, merge } from "./outlinerows.js";
import { clear, notice, reason } from "./notice.js";

const PAUSE_MS = 1000;
const AGAIN_MS = 4000;
const TWO = "Two wrote in one line: both texts are kept";
let timer = 0;
let turn = Promise.resolve();

/** Save when typing stops. */
export function soon(form, pause = PAUSE_MS) {
  clearTimeout(timer);
  timer = setTimeout(send, pause, form);
}

/** Send what is unsaved; `act`: a button's value, `adds`: the words of a new line. For a page of
 *  before: `typed`, its `tab`, and `done`, called when it arrived. */
export function send(form, more = {}) {
  clearTimeout(timer);
  turn = turn.then(() => sendNow(form, { typed: new Map(unsaved), ...more })).catch(reportError);
}

/** Send it while the page goes away; nobody waits for the answer. */
export function sendLast(form) {
  if (unsaved.size) fetch(...request(form, { typed: unsaved }, true)).catch(() => {});
}

async function sendNow(form, sent) {
  const { typed, act, adds, done } = sent;
  if (!typed.size && !act && !adds) return done?.();
  say(form, "Saving");
  const answer = await attempt(...request(form, sent)).catch(() => null);
  if (answer && answer.response.status < 500) {
    settle(form, sent, answer.response, answer.text);
    return done?.();
  }
  say(form, "Kept in this browser, not saved yet");
  if (act || adds) notice(form, "Not done.", reason(0));
  soon(form, AGAIN_MS);
}

function request(form, { typed, act = "", adds = "", tab }, keepalive = false) {
  const { elements } = form;
  const body = new URLSearchParams({ act, new: adds, tab: tab ?? elements.tab.value });
  for (const name of ["key", "level", "team"]) body.set(name, elements[name].value);
  for (const [line, { text, seen }] of typed) {
    body.set(`text-${line}`, text);
    body.set(`seen-${line}`, seen);
  }
  const address = new URL(form.getAttribute("action"), document.baseURI);
  return [address, { method: "POST", headers: headers(), body, keepalive }];
}

function settle(form, { typed, adds }, response, text) {
  const answer = parse(text);
  const feed = answer.find((element) => element.id === "outline-feed");
  clear(form);
  if (!feed) {
    notice(form, "Not kept.", answer[0]?.textContent.trim() || reason(response.status));
    return say(form, "Not saved");
  }
  for (const [line, one] of typed) if (unsaved.get(line)?.text === one.text) unsaved.delete(line);
  wasSaved(form, typed);
  if (adds && form.elements.new.value === adds) form.elements.new.value = "";
  // For the parts: an answer that was asked for before this one is old.
  form.dispatchEvent(new CustomEvent("clash:sent", { bubbles: true }));
  form.elements.key.value = feed.dataset.key;
  merge(form, feed);
  keep(form);
  if (!adds) focusLine(form, feed.dataset.added);
  say(form, feed.dataset.said || (response.status === 409 ? TWO : `Saved ${time()}`));
  if (unsaved.size) soon(form);
}

const time = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

function say(form, words) {
  form.querySelector("[data-saved]").textContent = words;
}
