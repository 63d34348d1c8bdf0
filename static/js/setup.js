// The set-up page works itself out anew after each change: <form data-setup data-swap>.
//
// A change presses #setup-preview, or #setup-people where the field says data-update="people".
// Choosing a format opens its steps (<details data-steps="slug">) and closes the others.
// An empty time field gets the next five minutes of this clock.
const WAIT_MS = 150;
const FIVE_MIN_MS = 300000;
const form = () => document.querySelector("form[data-setup]");
let wanted = "";
let under = false;
let timer = 0;

document.addEventListener("change", ({ target }) => {
  if (!form() || target.form !== form()) return;
  if (target.name === "format") openSteps(target.value);
  if (target.name === "fit") return;
  ask(target.dataset.update || "preview");
});

for (const event of ["clash:sent", "clash:refused"]) {
  document.addEventListener(event, ({ target }) => {
    if (!target.matches("form[data-setup]")) return;
    under = false;
    if (wanted) ask(wanted);
  });
}

document.addEventListener("submit", ({ target }) => {
  if (target.matches("form[data-setup]")) under = true;
});

// "people" swaps more than "preview", so it wins.
function ask(what) {
  wanted = wanted === "people" ? wanted : what;
  clearTimeout(timer);
  timer = setTimeout(send, WAIT_MS);
}

function send() {
  if (under || !wanted) return;
  const button = document.getElementById(`setup-${wanted}`);
  wanted = "";
  form().requestSubmit(button);
}

function openSteps(slug) {
  for (const steps of document.querySelectorAll("[data-steps]")) steps.open = steps.dataset.steps === slug;
}

function startSoon() {
  const field = form()?.elements.namedItem("start");
  if (!field || field.value) return;
  const soon = new Date(Math.ceil(Date.now() / FIVE_MIN_MS) * FIVE_MIN_MS);
  field.value = soon.toTimeString().slice(0, 5);
  ask("preview");
}

startSoon();
