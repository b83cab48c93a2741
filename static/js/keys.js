// "/" goes to the search box; "?" shows the shortcuts this page has.
import { isTyping, enhance } from "./ready.js";

const dialog = document.querySelector("[data-shortcuts]");

function describe() {
  const list = dialog.querySelector("[data-more-keys]");
  list.replaceChildren();
  const seen = new Set();
  for (const element of document.querySelectorAll("[data-key]")) {
    const key = element.dataset.key;
    if (seen.has(key)) continue;
    seen.add(key);
    const row = document.createElement("div");
    const term = document.createElement("dt");
    const cap = document.createElement("kbd");
    const words = document.createElement("dd");
    cap.textContent = key;
    words.textContent = element.textContent.trim();
    term.append(cap);
    row.append(term, words);
    list.append(row);
  }
  list.hidden = seen.size === 0;
}

function showShortcuts() {
  if (!dialog || dialog.open) return;
  describe();
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "?") {
    event.preventDefault();
    showShortcuts();
  }
});

enhance("[data-open-shortcuts]", (button) => {
  button.hidden = false;
  button.addEventListener("click", showShortcuts);
});
