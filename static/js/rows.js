// Swaps a table row by row, so that what did not change stays where it stands: <table data-rows>.
//
// Rows have ids. data-h="5f1c2a"   on a row: while it is the same, so is the row

/** Bring `old` to the rows of `fresh`; `replace` puts one element where another was. */
export function byRow(old, fresh, replace) {
  const gone = new Map([...old.rows].map((row) => [row.id, row]));
  for (const name of ["tHead", "tBodies"]) {
    const [body, next] = [old, fresh].map((table) => (name === "tHead" ? table.tHead : table.tBodies[0]));
    let at = body.firstElementChild;
    for (const row of [...next.rows]) {
      const own = gone.get(row.id);
      gone.delete(row.id);
      if (own && own === at) at = at.nextElementSibling;
      else body.insertBefore(own ?? row, at);
      if (own && !(own.dataset.h && own.dataset.h === row.dataset.h)) replace(own, row);
    }
  }
  for (const row of gone.values()) row.remove();
  old.hidden = fresh.hidden;
}
