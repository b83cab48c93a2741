// A filter bar answers as soon as a choice changes; text waits for Enter or the button.
import { enhance } from "./ready.js";

enhance("form[data-filters]", (form) => {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    for (const control of form.elements) {
      if (control.name && control.value === "") control.disabled = true;
    }
  });
});
