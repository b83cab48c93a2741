// A link with data-dialog opens that dialog in place of the page it leads to.
// A typed confirmation keeps its button shut until the word is right; the server checks it too.
import { enhance } from "./ready.js";

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
});

enhance("[data-confirm-word]", (container) => {
  const input = container.querySelector("input");
  const submit = container.closest("form")?.querySelector("button[type=submit], button:not([type])");
  if (!input || !submit) return;
  const check = () => {
    submit.disabled = input.value.trim() !== container.dataset.confirmWord;
  };
  input.addEventListener("input", check);
  check();
});
