// What spans.js selects, as the form sends it: pairs of first and last word.
//
// The number fields of <fieldset id="span-fields"> (and "read-fields") are read once; hidden ones take their place.
// [data-quote="span"] shows the words. The address keeps them too (#span=1-12), for a page loaded again.

/** The number of a word in its passage. */
export const number = (word) => Number(word.dataset.word);

/** Whether one of the ranges holds the word of that number. */
export const holds = (ranges, n) => ranges.some(([first, last]) => first <= n && n <= last);

/** The pairs that the form holds. */
export function taken(form, mode) {
  const values = (end) => [...form.querySelectorAll(`[name=${mode}-${end}]`)].map((field) => Number(field.value));
  const lasts = values("last");
  const pairs = values("first").map((first, n) => [first || lasts[n], lasts[n] || first]);
  const found = pairs.filter(([first, last]) => first > 0 && first <= last);
  return found.length ? found : kept(mode);
}

function kept(mode) {
  const text = new URLSearchParams(location.hash.slice(1)).get(mode) ?? "";
  return [...text.matchAll(/(\d+)-(\d+)/g)].map(([, first, last]) => [Number(first), Number(last)]);
}

function keep(mode, ranges) {
  const all = new URLSearchParams(location.hash.slice(1));
  all.set(mode, ranges.map((range) => range.join("-")).join(","));
  history.replaceState(history.state, "", `#${all}`);
}

/** Put the pairs of one mode into the form, and their words beside it. */
export function write({ form, words, ...state }, mode) {
  const made = (values) => Object.assign(document.createElement("input"), { type: "hidden", ...values });
  const field = (end, value) => made({ name: `${mode}-${end}`, value });
  keep(mode, state[mode]);
  const fields = state[mode].flatMap(([first, last]) => [field("first", first), field("last", last)]);
  form.querySelector(`#${mode}-fields > [data-no-js]`)?.replaceChildren(...fields);
  const held = (range) => words.filter((word) => holds([range], number(word)));
  const text = (range) => held(range).map((word) => word.firstChild.data.trim()).join(" ");
  const quote = form.querySelector(`[data-quote=${mode}]`);
  const none = mode === "span" ? "Nothing is selected yet." : "All of it.";
  if (quote) quote.textContent = state[mode].map(text).join(" […] ") || none;
}
