// Under a new password, while it is typed, how hard it is to guess. The portal reckons it: the rule
// that refuses easy ones is the same. Without an answer nothing is said, and the form works as ever.
import { enhance } from "./ready.js";

const PAUSE = 400;

enhance("input[data-strength]", (input) => {
  const line = document.createElement("p");
  line.className = "strength";
  line.setAttribute("role", "status");
  const meter = Object.assign(document.createElement("meter"), { max: 4, low: 3, high: 3, optimum: 4 });
  meter.setAttribute("aria-hidden", "true");
  const says = document.createElement("span");
  input.closest(".field").append(line);

  const show = (told) => {
    line.replaceChildren(...(told ? [meter, says] : []));
    if (!told) return;
    meter.value = told.score;
    says.textContent = told.says;
  };

  let waiting = 0;
  let asking = new AbortController();
  // Also once the form is on its way: its answer may change the token against forged requests.
  const stop = () => {
    clearTimeout(waiting);
    asking.abort();
  };

  const ask = async () => {
    const password1 = input.value;
    const csrf = input.form?.elements.csrfmiddlewaretoken?.value ?? "";
    asking = new AbortController();
    try {
      const answer = await fetch(input.dataset.strength, {
        method: "POST",
        signal: asking.signal,
        headers: { "X-CSRFToken": csrf },
        body: new URLSearchParams({ password1 }),
      });
      if (input.value === password1) show(answer.ok ? await answer.json() : null);
    } catch (error) {
      if (error.name !== "AbortError") show(null);
    }
  };

  input.form?.addEventListener("submit", stop);
  input.addEventListener("input", () => {
    stop();
    if (input.value) waiting = setTimeout(ask, PAUSE);
    else show(null);
  });
});
