// Leads on: <button data-lead="claim"> says where its act goes on once it was answered.
//
// The field with that id, in what the answer brought, gets the focus and comes into view.
let wanted = "";

document.addEventListener("submit", ({ submitter }) => (wanted = submitter?.dataset.lead ?? ""));
document.addEventListener("clash:refused", () => (wanted = ""));
document.addEventListener("clash:swapped", ({ detail }) => {
  const field = wanted && document.getElementById(wanted);
  if (!field || !detail.some((piece) => piece.contains(field))) return;
  wanted = "";
  field.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
});
