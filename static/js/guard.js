// Warns before leaving a form marked data-guard that has changes nobody saved.
import { enhance } from "./ready.js";

const changed = new Set();

enhance("form[data-guard]", (form) => {
  form.addEventListener("input", () => changed.add(form));
  form.addEventListener("submit", () => changed.delete(form));
  form.addEventListener("reset", () => changed.delete(form));
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) changed.delete(form);
  });
});

window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});
