// Choosing several cases: one button ticks them all, and the bar says how many are chosen.
import { enhance } from "./ready.js";

enhance("form[data-picks]", (form) => {
  const name = form.dataset.picks || "referral";
  const boxes = () => [...form.querySelectorAll(`input[name=${name}]`)];
  const count = form.querySelector("[data-pick-count]");
  const all = form.querySelector("[data-pick-all]");
  if (!count || !all) return;
  const idle = count.textContent;
  const show = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    count.textContent = chosen ? `${count.dataset.words} ${chosen}` : idle;
  };
  all.hidden = false;
  all.addEventListener("click", () => {
    const every = boxes().every((box) => box.checked);
    for (const box of boxes()) box.checked = !every;
    show();
  });
  form.addEventListener("change", show);
  show();
});
