// What this browser keeps of the words in a form, for mirror.js: in its storage, apart for each seat.
//
// data-nosave on a field leaves it out.
const NEVER = "[type=password], [type=file], [type=hidden], [data-nosave]";
const seat = `draft ${new URL(document.baseURI).pathname} `;
const place = (form) => `${seat}${form.id}${form.dataset.mirror ?? ""}`;

/** Whether a field is one that is mirrored and saved. */
export function counts(field) {
  return !field.matches(NEVER);
}

/** Keep what stands in the form; `unsaved`: the server does not have it yet. */
export function keep(form, unsaved) {
  // A list that is not there yet (more.js) keeps what was chosen in it.
  const all = { ...kept(form)?.texts, ...Object.fromEntries(texts(form)) };
  const mirror = JSON.stringify({ unsaved, texts: all });
  stored((store) => store.setItem(place(form), mirror));
}

/** What stands in the form's fields, by their names. */
export function texts(form) {
  const typed = (f) => f.name && f.matches("textarea, select, input:not([type=checkbox], [type=radio])");
  const fields = [...form.elements].filter((field) => typed(field) && counts(field));
  return new Map(fields.map((field) => [field.name, field.value]));
}

/** What this browser kept of the form: {unsaved, texts}, if anything. */
export function kept(form) {
  return stored((store) => JSON.parse(store.getItem(place(form))));
}

/** Keep nothing of the form. */
export function forget(form) {
  if (form.id) stored((store) => store.removeItem(place(form)));
}

/** Keep nothing of this seat. */
export function forgetSeat() {
  const ours = stored((store) => Object.keys(store).filter((key) => key.startsWith(seat))) ?? [];
  for (const key of ours) stored((store) => store.removeItem(key));
}

// Storage may be full or forbidden: the server has the draft too.
function stored(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}
