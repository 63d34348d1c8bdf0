// Leads on: <button data-lead="claim"> says where its act goes on once it was answered.
//
// The field with that id, in what the answer brought, gets the focus and comes into view. After a
// point was sent, one's own part begins again at its top, which says what became of the point.
let wanted = "";
let sent = false;

document.addEventListener("submit", ({ submitter }) => (wanted = submitter?.dataset.lead ?? ""));
document.addEventListener("clash:refused", () => (wanted = ""));
document.addEventListener("clash:swapped", ({ detail }) => {
  const field = wanted && document.getElementById(wanted);
  if (!field || !detail.some((piece) => piece.contains(field))) return;
  wanted = "";
  field.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
});
document.addEventListener("clash:sent", ({ target }) => (sent = target.id === "composer"));
document.addEventListener("clash:swapped", () => {
  const top = sent && document.getElementById("turn-head");
  sent = false;
  const above = top && top.getBoundingClientRect().top < top.closest("main").parentElement.getBoundingClientRect().top;
  if (above) top.scrollIntoView();
});
