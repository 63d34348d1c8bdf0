// Says what weights add up to while they are typed: <form data-weights> with input[data-weight] and
// [data-weights-sum], whose sentence the server writes too.
document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.matches("form[data-weights]") || !target.matches("[data-weight]")) return;
  const whole = [...form.querySelectorAll("[data-weight]")].map((field) => field.value.trim()).filter((text) => /^\d{1,3}$/.test(text));
  const sum = whole.reduce((all, text) => all + Number(text), 0);
  form.querySelector("[data-weights-sum]").textContent = `The weights add up to ${sum}${sum === 100 ? "." : "; they must add up to 100."}`;
});
