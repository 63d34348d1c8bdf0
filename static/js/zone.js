// Chooses the browser's own time zone in a list, where a person has not chosen yet.
//
// <select data-own-zone>: the option of that name, if there is one.
import { ready } from "./dom.js";

ready((root) => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const list of root.querySelectorAll("select[data-own-zone]")) {
    if ([...list.options].some((option) => option.value === own)) list.value = own;
  }
});
