// The time left, said when somebody asks: the key of <span data-clock data-say data-who="…">, or a tap.
//
// Also its name for screen readers when it gets the focus: it is no live region.
import { announce } from "./announce.js";
import { serverNow } from "./clock.js";
import { say, spelled } from "./say.js";

document.addEventListener("click", (event) => {
  const clock = event.target.closest?.("[data-clock][data-say]");
  if (!clock) return;
  const { who } = clock.dataset;
  const text = [words(clock), who].filter(Boolean).map((part) => `${part}.`).join(" ");
  announce(text);
  say(text);
});

document.addEventListener("focusin", (event) => {
  const clock = event.target.closest?.("[data-clock]");
  clock?.setAttribute("aria-label", `${clock.dataset.announce || "Time left"}: ${words(clock)}`);
});

function words(clock) {
  const { endsMs, leftMs, graceMs, state } = clock.dataset;
  const left = endsMs ? endsMs - serverNow() : Number(leftMs);
  if (left > 0) return `${spelled(left / 1000)} left${state === "paused" ? ", paused" : ""}`;
  const grace = endsMs && graceMs ? graceMs - serverNow() : 0;
  if (grace > 0) return `Time is up, ${spelled(grace / 1000)} of grace left`;
  return "stop" in clock.dataset || left > -1000 ? "Time is up" : `${spelled(Math.floor(-left / 1000))} over time`;
}
