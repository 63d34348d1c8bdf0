// Loads every behaviour. Pages work without any of them; nothing here is needed to take part.
//
// Markup: <html> gets data-js. [data-js-only] is shown, [data-no-js] is hidden once this runs.
import "./forms.js";
import "./dialogs.js";
import "./parts.js";
import "./stream.js";
import "./clock.js";
import "./saytime.js";
import "./totals.js";
import "./woke.js";
import "./bell.js";
import "./due.js";
import "./zone.js";
import "./autosave.js";
import "./keys.js";
import "./lead.js";
import "./passing.js";
import "./copy.js";
import "./scores.js";
import "./ranks.js";
import "./rubric.js";
import "./weights.js";
import "./local.js";
import "./spans.js";
import "./count.js";
import "./levels.js";
import "./notes.js";
import "./passages.js";
import "./bank.js";
import "./busy.js";
import "./grid.js";
import "./sum.js";
import "./steps.js";
import "./entry.js";
import "./tiles.js";
import "./takes.js";
import "./more.js";
import "./sheet.js";
import "./outline.js";
import { ready } from "./dom.js";

document.documentElement.dataset.js = "";
ready((root) => {
  for (const element of root.querySelectorAll("[data-js-only]")) element.hidden = false;
  for (const element of root.querySelectorAll("[data-no-js]")) element.hidden = true;
});
