// The number up to which this page has each of its views: <body data-positions='{"12.room": 7}'>.
const at = new Map(Object.entries(JSON.parse(document.body.dataset.positions || "{}")));

/** What a ticket allows: a view without a number here begins at the ticket's; others are dropped. */
export function allow(positions) {
  for (const [view, number] of Object.entries(positions)) if (!at.has(view)) at.set(view, number);
  for (const view of [...at.keys()]) if (!(view in positions)) at.delete(view);
}

/** The views stand at these numbers now. */
export function stand(positions) {
  for (const [view, number] of Object.entries(positions)) at.set(view, number);
}

/** One view stands at a number now, as the stream writes it: "12.room:7". */
export function read(text) {
  const [view, number] = text.split(":");
  at.set(view, Number(number));
}

/** The numbers as they are now, to be compared with later. */
export function snapshot() {
  return new Map(at);
}

/** As it is written in an address: "12.room:7,13.room:5". */
export function written() {
  return [...at].map((pair) => pair.join(":")).join(",");
}
