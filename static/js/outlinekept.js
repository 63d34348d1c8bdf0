// What was typed into an outline and is not saved yet: in this page, and in this browser in case the
// page goes away. It lies there with the page's own sign, so that the server knows what it had seen.

/** Line → {text, seen}: its words, and the revision and mark of what they were begun with. */
export const unsaved = new Map();

const seat = () => `draft ${new URL(document.baseURI).pathname} `;
const prefix = (form) => `${seat()}${form.getAttribute("action")} ${form.elements.team.value} `;

/** Keep what is unsaved, and the words of a line to come; nothing unsaved leaves nothing there. */
export function keep(form) {
  const place = prefix(form) + form.elements.tab.value;
  const fresh = form.elements.new?.value ?? "";
  const words = JSON.stringify({ typed: [...unsaved], fresh });
  stored((store) => (unsaved.size || fresh ? store.setItem(place, words) : store.removeItem(place)));
}

/** What pages of before left: {tab, typed, fresh, done}; `done` forgets it. */
export function left(form) {
  const places = stored((store) => Object.keys(store).filter((key) => key.startsWith(prefix(form)))) ?? [];
  return places.map((place) => {
    const words = stored((store) => store.getItem(place));
    const { typed = [], fresh = "" } = stored(() => JSON.parse(words)) ?? {};
    const done = () => stored((store) => store.getItem(place) === words && store.removeItem(place));
    return { tab: place.slice(prefix(form).length), typed: new Map(typed), fresh, done };
  });
}

// Storage may be full or forbidden: what is saved is on the server.
function stored(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}
