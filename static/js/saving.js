// Says "Saving…" while an answer is on its way, and says plainly when it did not arrive.
function status() {
  return document.getElementById("save-status");
}

function isSave(event) {
  return event.detail?.requestConfig?.verb !== "get";
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const region = status();
  if (!region || !isSave(event)) return;
  region.classList.remove("save-status--failed");
  region.textContent = region.dataset.saving;
});

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const region = status();
    if (!region || !isSave(event)) return;
    region.classList.add("save-status--failed");
    region.textContent = region.dataset.failed;
  });
}
