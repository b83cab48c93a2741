// Buttons with data-copy put that text on the clipboard and say so.
import { enhance } from "./ready.js";
import { say, words } from "./say.js";

enhance("[data-copy]", (button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      return;
    }
    button.classList.add("is-copied");
    say(words("copied"));
    setTimeout(() => button.classList.remove("is-copied"), 1600);
  });
});
