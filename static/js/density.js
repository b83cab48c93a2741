// Compact or comfortable tables, remembered in a cookie that the server reads.
import { enhance, remember } from "./ready.js";

const root = document.documentElement;

enhance("[data-density-switch]", (container) => {
  container.hidden = false;
  container.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-density-choice]")?.dataset.densityChoice;
    if (!choice) return;
    if (choice === "compact") root.dataset.density = "compact";
    else delete root.dataset.density;
    remember("density", choice === "compact" ? choice : "");
    for (const button of container.querySelectorAll("[data-density-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.densityChoice === choice));
    }
  });
});
