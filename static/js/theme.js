// Light, dark, or what the system says. A cookie tells the server, so no page flashes.
import { enhance, remember } from "./ready.js";

const root = document.documentElement;

function show(container) {
  const now = root.dataset.theme || "system";
  for (const button of container.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === now));
  }
}

enhance("[data-themes]", (container) => {
  container.hidden = false;
  show(container);
  container.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-theme-choice]")?.dataset.themeChoice;
    if (!choice) return;
    if (choice === "system") delete root.dataset.theme;
    else root.dataset.theme = choice;
    remember("theme", choice === "system" ? "" : choice);
    show(container);
  });
});
