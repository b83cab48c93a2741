// Menus are <details>; here they close on Escape, on a click elsewhere, and one at a time.
function close(except) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => close(event.target.closest("[data-menu]")));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("[data-menu][open]");
  close(null);
  menu?.querySelector("summary")?.focus();
});

document.addEventListener("focusin", (event) => close(event.target.closest("[data-menu]")));
