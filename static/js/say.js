// The page's one live region: dispatch "ajar:say" with the words as detail, here or by HX-Trigger.
import { enhance } from "./ready.js";

export function say(words) {
  const region = document.querySelector("[data-say]");
  if (!region || !words) return;
  region.textContent = "";
  setTimeout(() => {
    region.textContent = words;
  }, 60);
}

// What scripts say stands, translated, on the region itself.
export function words(name) {
  return document.querySelector("[data-say]")?.dataset[name] ?? "";
}

document.addEventListener("ajar:say", (event) => {
  const detail = event.detail;
  say(typeof detail === "string" ? detail : detail?.value);
});

// A fragment that slid in under its question says so; nothing is said while the page itself loads.
let loaded = false;
enhance("[data-announce]", (element) => {
  if (loaded) say(element.dataset.announce);
});
loaded = true;
