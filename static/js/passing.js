// What the last act left to say goes with the round in which it was true: “You can change it until
// the vote closes” is out of date when the vote has closed. Errors stay.
const round = () => document.querySelector("#floor > .row")?.textContent.replace(/\s+/g, " ");
let last = round();

document.addEventListener("clash:swapped", () => {
  const now = round();
  if (now === last) return;
  last = now;
  for (const note of document.querySelectorAll("#notices > .notice:not(.notice--error)")) note.remove();
});
