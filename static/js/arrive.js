// A link to a field leads into it: what hides it is opened, and it takes the focus.
const arrive = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target || !target.closest("form")) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const field = target.matches("input, textarea, select") ? target : target.querySelector("input:not([type=hidden]), textarea, select, a, button");
  (target.closest(".field") ?? target).scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
};
window.addEventListener("hashchange", arrive);
arrive();
