// One point does one thing to another: a kind chosen for O1.2 (<select name="does-12">) takes its
// tick as an answer (<input name="answers" value="12">) away, and the other way round.
document.addEventListener("change", ({ target }) => {
  const { form, name, value } = target;
  if (!form || !name) return;
  if (name === "answers" && target.checked) {
    const list = form.elements.namedItem(`does-${value}`);
    if (list) list.value = "";
  } else if (name.startsWith("does-") && value) {
    const tick = form.querySelector(`input[name=answers][value="${CSS.escape(name.slice(5))}"]`);
    if (tick) tick.checked = false;
  }
});
