// j and k walk the rows of tables marked data-rows, Enter opens the row's first link, and a
// button or link with data-key="a" in the row answers to that key.
import { isTyping } from "./ready.js";

let chosen = null;

function rows() {
  return [...document.querySelectorAll("table[data-rows] > tbody > tr")];
}

function choose(row) {
  chosen?.classList.remove("is-chosen");
  chosen = row;
  row.classList.add("is-chosen");
  row.scrollIntoView({ block: "nearest" });
  row.querySelector("a, button")?.focus({ preventScroll: true });
}

function step(by) {
  const all = rows();
  if (all.length === 0) return false;
  const focused = document.activeElement?.closest("table[data-rows] > tbody > tr");
  const at = all.indexOf(focused ?? chosen);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
  choose(all[next]);
  return true;
}

function act(key) {
  const scope = chosen?.isConnected ? chosen : null;
  const own = scope?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const target = own ?? document.querySelector(`[data-key="${CSS.escape(key)}"]:not(table *)`);
  if (!target) return false;
  target.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  let handled = false;
  if (event.key === "j") handled = step(1);
  else if (event.key === "k") handled = step(-1);
  else if (event.key === "Enter" && event.target === document.body && chosen?.isConnected) {
    const link = chosen.querySelector("a[href]");
    link?.click();
    handled = Boolean(link);
  } else if (event.key.length === 1 && !"/?".includes(event.key)) handled = act(event.key);
  if (handled) event.preventDefault();
});
