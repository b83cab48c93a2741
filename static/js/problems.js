// The error summary takes the focus when a page or fragment arrives with problems.
import { enhance } from "./ready.js";

enhance("[data-error-summary]", (summary) => {
  summary.focus({ preventScroll: true });
  summary.scrollIntoView({ block: "nearest" });
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const place = field.closest(".field") ?? field;
    place.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
});
