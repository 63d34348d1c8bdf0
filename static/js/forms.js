// Sends <form data-swap> by fetch and swaps the fragments that the answer names by id.
//
// Works for <button form="act" formaction="…"> too. 204 shows nothing, a refusal is swapped as well,
// X-Go or a redirect leads on. Where the answer names nothing, every word stays and we say so.
// While it travels the submitter has aria-busy="true"; data-busy="Sending" is its text meanwhile. A
// second act of the same form waits for the first one's answer, which brings the key for the next.
// Events on the form, bubbling: clash:sent (2xx, before the swap), clash:refused.
import { attempt } from "./attempt.js";
import { headers, swap } from "./dom.js";
import { newerThan } from "./frames.js";
import { clear, common, notice, reason } from "./notice.js";
import { snapshot } from "./positions.js";

const TEXTS = "textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=file])";
const sending = new WeakSet();
const turns = new WeakMap();

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("form[data-swap]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

async function send(form, submitter) {
  const by = submitter ?? form;
  if (sending.has(by)) return;
  sending.add(by);
  const before = turns.get(form);
  const turn = Promise.resolve(before).then(() => sendNow(form, submitter));
  turns.set(form, turn);
  await turn;
  sending.delete(by);
}

async function sendNow(form, submitter) {
  // The page's one form holds nothing that can be seen.
  const place = form.querySelector("input:not([type=hidden]), textarea, select, button") ? form : common();
  const sent = { texts: texts(form), positions: snapshot() };
  const request = build(form, submitter);
  const done = busy(submitter);
  clear(place);
  try {
    await take(await attempt(...request), form, place, sent);
  } catch {
    refused(form);
    notice(place, "Not sent.", reason(0, sent.texts.size > 0));
  } finally {
    done();
  }
}

function build(form, submitter) {
  const attribute = (name) => submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name);
  const url = new URL(attribute("action") || location.href, document.baseURI);
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  const files = form.enctype === "multipart/form-data";
  const body = files ? data : new URLSearchParams(data);
  const post = (attribute("method") ?? "get").toLowerCase() === "post";
  if (post) return [url, { method: "POST", headers: headers(), body }];
  url.search = new URLSearchParams(data);
  return [url, { headers: headers() }];
}

async function take({ response, text }, form, place, sent) {
  const page = /^\s*<!doctype/i.test(text);
  const html = (response.headers.get("Content-Type") ?? "").startsWith("text/html");
  if (response.ok) form.dispatchEvent(new CustomEvent("clash:sent", { bubbles: true }));
  else refused(form);
  if (response.ok && (response.headers.has("X-Go") || response.redirected || page)) return go(response);
  const placed = html && !page ? show(text, form, sent) : [];
  if (response.ok) return;
  if (!placed.length) return notice(place, "Not sent.", reason(response.status, sent.texts.size > 0));
  const wrong = placed.map((e) => e.querySelector("[aria-invalid=true]")).find(Boolean);
  wrong?.focus();
  if (!wrong) placed.find((e) => e.id === "notices")?.scrollIntoView({ block: "nearest" });
}

function show(text, form, sent) {
  const later = [...texts(form)].filter(([name, value]) => sent.texts.get(name) !== value);
  const placed = swap(text, { newer: newerThan(sent.positions) });
  const again = form.id && document.getElementById(form.id);
  for (const [name, value] of again && again !== form ? later : []) {
    const field = again.elements.namedItem(name);
    if (!field?.dispatchEvent) continue;
    field.value = value;
    // It was typed into a form that is no more: for whoever saves, it is typed anew.
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return placed;
}

function go(response) {
  const url = new URL(response.headers.get("X-Go") ?? response.url, document.baseURI);
  if (url.origin !== location.origin) return;
  const here = url.pathname === location.pathname && url.search === location.search;
  if (here) location.reload();
  else location.assign(url);
}

function texts(form) {
  const fields = [...form.elements].filter((field) => field.name && field.matches(TEXTS));
  return new Map(fields.map((field) => [field.name, field.value]));
}

function refused(form) {
  form.dispatchEvent(new CustomEvent("clash:refused", { bubbles: true }));
}

function busy(button) {
  if (!button) return () => {};
  const content = [...button.childNodes];
  button.setAttribute("aria-busy", "true");
  if (button.dataset.busy) button.replaceChildren(button.dataset.busy);
  return () => {
    button.removeAttribute("aria-busy");
    button.replaceChildren(...content);
  };
}
