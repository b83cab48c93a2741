// The outline by keys and by drag: Alt and an arrow press the buttons that stand on the line, a
// handle can be dragged, and the focus stays with what was moved. All of it works by buttons too.
import { enhance } from "./ready.js";

let wanted = "";

const lineOf = (target) => target instanceof Element && target.closest("[data-place], [data-row]");

function press(line, way) {
  const button = line.querySelector(`[data-move="${way}"]:not(:disabled)`);
  if (!button) return false;
  wanted = line.dataset.place ?? "";
  button.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const line = lineOf(event.target);
  if (way && line && press(line, way)) event.preventDefault();
});

function focusOn(place) {
  const line = document.querySelector(`[data-place="${CSS.escape(place)}"]`);
  line?.querySelector("a")?.focus({ preventScroll: true });
  line?.scrollIntoView({ block: "nearest" });
  line?.classList.add("is-moved");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-outline] button[name=act]");
  if (button) wanted = button.value.split(" ")[1] ?? "";
});

document.addEventListener("htmx:afterSettle", () => {
  const focus = document.querySelector("[data-outline]")?.dataset.focus || wanted;
  if (wanted && focus) focusOn(focus);
  wanted = "";
});

// -- By drag --------------------------------------------------------------------------------------
let dragged = null;

function send(form, place, before) {
  wanted = place;
  const fields = { act: "place", place, before };
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  form.requestSubmit();
}

function targetOf(event) {
  const line = event.target.closest?.("[data-place][data-id]");
  if (line && dragged && line !== dragged && sameList(line)) return line;
  const section = event.target.closest?.("[data-section]");
  return section && dragged?.dataset.place.startsWith("questions/") ? section : null;
}

const listOf = (line) => line.dataset.place.split("/")[0];
const sameList = (line) => listOf(line) === listOf(dragged);

function clear() {
  for (const line of document.querySelectorAll(".is-target")) line.classList.remove("is-target");
}

enhance("[data-outline]", (form) => {
  for (const hint of document.querySelectorAll("[data-reorder-hint]")) hint.hidden = false;
  for (const handle of form.querySelectorAll("[data-handle]")) {
    handle.draggable = true;
    handle.classList.add("is-ready");
  }
  form.addEventListener("dragstart", (event) => {
    const handle = event.target.closest?.("[data-handle]");
    if (!handle) return;
    dragged = handle.closest("[data-place]");
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.id);
    event.dataTransfer.setDragImage(dragged, 12, 12);
  });
  form.addEventListener("dragover", (event) => {
    const target = dragged && targetOf(event);
    if (!target) return;
    event.preventDefault();
    clear();
    target.classList.add("is-target");
  });
  form.addEventListener("drop", (event) => {
    const target = dragged && targetOf(event);
    if (!target) return;
    event.preventDefault();
    const before = target.dataset.id ?? `end:${target.dataset.section}`;
    send(form, dragged.dataset.place, before);
  });
  form.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    clear();
  });
});

// Rows of answers were put in order by a button: the page begins where they stand.
enhance("[data-arranged]", (rows) => {
  rows.scrollIntoView({ block: "start" });
  rows.focus({ preventScroll: true });
});
