// The triage grid by keyboard: letters answer, arrows move, a row is saved when it is left.
// Every row is a form that works without this; what can't be sent is kept, said and sent again.
import { say } from "./say.js";

const table = document.querySelector("[data-grid]");
const states = new Map();

const rows = () => [...table.querySelectorAll("[data-row]")];
const formOf = (row) => row.querySelector("[data-row-form]");
const cellsOf = (row) => [...row.querySelectorAll("[data-cell]")];
const radiosOf = (cell) => [...cell.querySelectorAll("input[type=radio]")];
const valueOf = (cell) =>
  cell.dataset.value ?? radiosOf(cell).find((radio) => radio.checked)?.value ?? "";
const askOf = (cell) => cell.querySelector("input[type=checkbox]");
const isOpen = (row) => Boolean(row.querySelector("input[type=radio]"));

function stateOf(row) {
  if (!states.has(row.id)) {
    states.set(row.id, {
      history: [],
      queue: Promise.resolve(),
      finishing: null,
      sent: null,
      failed: false,
      timer: 0,
    });
  }
  return states.get(row.id);
}

// -- What a row holds ---------------------------------------------------------------------------
function held(row) {
  return JSON.stringify(cellsOf(row).map((cell) => [valueOf(cell), Boolean(askOf(cell)?.checked)]));
}

function drawn(row) {
  const seen = formOf(row)?.elements.namedItem("seen");
  if (!seen) return held(row);
  const { answers, asked } = JSON.parse(seen.value);
  return JSON.stringify(
    cellsOf(row).map((cell) => {
      const id = cell.dataset.cell;
      return [answers[id]?.[0] ?? "", asked.includes(id)];
    }),
  );
}

const changed = (row) => isOpen(row) && held(row) !== drawn(row);

function put(cell, value) {
  for (const radio of radiosOf(cell)) radio.checked = radio.value === value;
  if (value !== "" && value !== "unknown" && askOf(cell)) askOf(cell).checked = false;
}

function change(row, cells, apply) {
  const before = cells.map((cell) => [cell.dataset.cell, valueOf(cell), askOf(cell)?.checked]);
  cells.forEach(apply);
  stateOf(row).history.push(before);
  touched(row);
}

function touched(row) {
  const state = stateOf(row);
  tell(row, table.dataset.waiting);
  clearTimeout(state.timer);
  const whole = cellsOf(row).every((cell) => valueOf(cell) !== "");
  state.timer = setTimeout(() => send(row.id, "save"), whole ? 0 : 2500);
}

// -- Sending ------------------------------------------------------------------------------------
function tell(row, words, { wrong = false, again = false } = {}) {
  const status = row.querySelector("[data-row-status]");
  if (!status) return;
  status.classList.toggle("grid__wrong", wrong);
  status.textContent = words;
  if (!again) return;
  const button = document.createElement("button");
  Object.assign(button, { type: "submit", name: "then", value: "save", textContent: table.dataset.again });
  button.className = "button button--small";
  status.append(" ", button);
}

function fail(row, words) {
  stateOf(row).failed = true;
  tell(row, words, { wrong: true, again: true });
  say(words);
}

function send(id, then, extra = {}) {
  const state = stateOf(document.getElementById(id));
  clearTimeout(state.timer);
  state.queue = state.queue.then(() => deliver(document.getElementById(id), then, extra));
  return state.queue;
}

async function deliver(row, then, extra) {
  const form = formOf(row);
  const state = stateOf(row);
  if (!form || (then === "save" && !changed(row) && !state.failed && !extra.name)) return row;
  const data = new FormData(form);
  if (extra.name) data.set(extra.name, extra.value);
  else data.set("then", then);
  state.sent = held(row);
  tell(row, table.dataset.sending);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(data),
      headers: { "X-Requested-With": "grid" },
      keepalive: true,
    });
    if (answer.redirected) fail(row, table.dataset.signedOut);
    else if (!answer.ok) fail(row, table.dataset.failed);
    else return adopt(row, await answer.text());
  } catch {
    fail(row, table.dataset.offline);
  } finally {
    state.sent = null;
  }
  return row;
}

function adopt(row, text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.querySelector("[data-row]");
  if (!fresh) {
    fail(row, table.dataset.signedOut);
    return row;
  }
  const state = stateOf(row);
  state.failed = false;
  for (const part of page.querySelectorAll("[data-grid-part]")) {
    document.getElementById(part.id)?.replaceWith(part);
  }
  if (held(row) !== state.sent && isOpen(fresh)) {
    // Something was chosen meanwhile: only what the row comes to is new.
    row.querySelector(".grid__end").replaceWith(fresh.querySelector(".grid__end"));
    prepare(row);
    touched(row);
    return row;
  }
  const at = row.contains(document.activeElement) ? document.activeElement : null;
  const cell = at?.closest("[data-cell]")?.dataset.cell;
  row.replaceWith(fresh);
  prepare(fresh);
  if (at) enter(fresh, cell);
  const wrong = [...fresh.querySelectorAll(".grid__wrong")].map((one) => one.textContent.trim());
  const comes = fresh.querySelector(".grid__says")?.textContent ?? "";
  say([titleOf(fresh), ...wrong.filter(Boolean), comes].join(". "));
  return fresh;
}

const titleOf = (row) => row.querySelector(".grid__title")?.textContent ?? "";

function prepare(root) {
  for (const button of root.querySelectorAll("[data-row-save]")) button.hidden = true;
}

// -- Moving -------------------------------------------------------------------------------------
function enter(row, id) {
  const cells = cellsOf(row).filter((cell) => radiosOf(cell).length);
  const cell = cells.find((one) => one.dataset.cell === id) ?? cells[0];
  const target = cell
    ? (radiosOf(cell).find((radio) => radio.checked) ?? radiosOf(cell)[0])
    : (row.querySelector(".grid__end button, .grid__end a") ?? row.querySelector("a"));
  target?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function aside(row, cell, by) {
  const cells = cellsOf(row);
  const next = cells[cells.indexOf(cell) + by];
  if (next) enter(row, next.dataset.cell);
  else if (by > 0) row.querySelector("button[value=finish]")?.focus();
}

function beside(row, by, id) {
  const all = rows();
  const next = all[all.indexOf(row) + by];
  if (next) enter(next, id);
  return Boolean(next);
}

function onward(row) {
  const next = rows().slice(rows().indexOf(row) + 1).find(isOpen);
  if (next) {
    const empty = cellsOf(next).find((cell) => valueOf(cell) === "");
    enter(next, empty?.dataset.cell);
  } else document.querySelector(".pagination__link[rel=next]")?.focus();
}

// -- What the keys mean -------------------------------------------------------------------------
function answer(row, cell, key) {
  const radios = radiosOf(cell);
  const number = Number(key);
  const radio = radios.find((one) => one.dataset.pick === key) ?? radios[number - 1];
  if (!radio) return false;
  change(row, [cell], () => put(cell, radio.value));
  aside(row, cell, 1);
  return true;
}

function above(row) {
  const all = rows();
  return all[all.indexOf(row) - 1];
}

function same(row, cells) {
  const over = above(row);
  const values = new Map(over ? cellsOf(over).map((cell) => [cell.dataset.cell, valueOf(cell)]) : []);
  const taken = cells.filter((cell) => values.get(cell.dataset.cell));
  if (taken.length === 0) say(table.dataset.noAbove);
  else change(row, taken, (cell) => put(cell, values.get(cell.dataset.cell)));
  return taken.length > 0;
}

async function finish(row) {
  const whole = cellsOf(row).every((cell) => valueOf(cell) !== "");
  const state = stateOf(row);
  const done = send(row.id, "finish");
  state.finishing = done;
  if (whole) onward(row);
  const fresh = await done;
  if (state.finishing === done) state.finishing = null;
  if (fresh.hasAttribute("data-finished")) {
    state.history.length = 0;
    if (!whole) onward(fresh);
    return;
  }
  const missing = fresh.querySelector(".is-missing, .is-wrong");
  if (!whole && missing) enter(fresh, missing.dataset.cell);
}

async function undo(row) {
  const state = stateOf(row);
  if (state.finishing) {
    // What is on its way to be finished is taken back as a whole, once it has arrived.
    await state.finishing;
    row = document.getElementById(row.id);
  }
  const before = state.history.pop();
  if (before) {
    for (const [id, value, asked] of before) {
      const cell = row.querySelector(`[data-cell="${CSS.escape(id)}"]`);
      put(cell, value);
      if (askOf(cell)) askOf(cell).checked = asked;
    }
    enter(row, before[0][0]);
    touched(row);
  } else if (row.hasAttribute("data-back")) send(row.id, "back").then((fresh) => enter(fresh));
  else say(table.dataset.nothing);
}

// A row may be drawn anew while a dialog stands over it: the focus finds its place again.
function show(dialog, row, cell) {
  dialog.showModal();
  if (!row) return;
  const back = () => {
    const now = document.getElementById(row.id);
    if (now && !now.contains(document.activeElement)) enter(now, cell?.dataset.cell);
  };
  dialog.addEventListener("close", back, { once: true });
}

function help(id, row, cell) {
  const found = document.querySelector(`[data-grid-question="${CSS.escape(id)}"]`);
  const body = document.querySelector("[data-grid-help-body]");
  if (!found || !body) return;
  const shown = [...found.cloneNode(true).children];
  for (const one of shown) one.removeAttribute("id");
  body.replaceChildren(...shown);
  show(document.getElementById("grid-help"), row, cell);
}

const MOVES = {
  ArrowLeft: (row, cell) => cell && aside(row, cell, -1),
  ArrowRight: (row, cell) => cell && aside(row, cell, 1),
  ArrowUp: (row, cell) => beside(row, -1, cell?.dataset.cell),
  ArrowDown: (row, cell) => beside(row, 1, cell?.dataset.cell),
  k: (row, cell) => beside(row, -1, cell?.dataset.cell),
  j: (row, cell) => beside(row, 1, cell?.dataset.cell),
  u: (row) => undo(row),
  f: (row) => finish(row),
};

const IN_CELL = {
  s: (row, cell) => same(row, [cell]) && aside(row, cell, 1),
  S: (row) => same(row, cellsOf(row)),
  a: (row, cell) => change(row, [cell], () => (askOf(cell).checked = !askOf(cell).checked)),
  c: (row, cell) => change(row, [cell], () => put(cell, "")),
  Delete: (row, cell) => change(row, [cell], () => put(cell, "")),
  h: (row, cell) => help(cell.dataset.cell, row, cell),
  Enter: (row) => {
    send(row.id, "save");
    onward(row);
  },
};

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  const row = event.target.closest?.("[data-grid] [data-row]");
  if (event.key === "?" && !event.target.matches("input[type=search], input[type=text], select")) {
    show(document.getElementById("grid-keys"), row, event.target.closest("[data-cell]"));
    event.preventDefault();
    return;
  }
  if (!row) {
    if (event.key === "j" && event.target === document.body) {
      const first = rows().find(isOpen);
      if (first) enter(first);
      event.preventDefault();
    }
    return;
  }
  const cell = event.target.closest("[data-cell]");
  const inCell = cell && event.target.matches("input") ? IN_CELL[event.key] : undefined;
  if (inCell) inCell(row, cell);
  else if (MOVES[event.key]) MOVES[event.key](row, cell);
  else if (!(cell && event.key.length === 1 && answer(row, cell, event.key.toLowerCase()))) return;
  event.preventDefault();
}

if (table) {
  prepare(table);
  for (const hint of document.querySelectorAll("[data-grid-hint]")) hint.hidden = false;
  // Before the shortcuts of every page: here the same keys belong to the grid.
  document.addEventListener("keydown", onKey, true);
  table.addEventListener("change", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell && event.target.type === "radio") put(cell, event.target.value);
    if (cell) touched(cell.closest("[data-row]"));
  });
  table.addEventListener("focusout", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && !row.contains(event.relatedTarget) && changed(row)) send(row.id, "save");
  });
  table.addEventListener("submit", (event) => {
    const { name, value } = event.submitter ?? { name: "then", value: "save" };
    const row = event.target.closest("[data-row]");
    event.preventDefault();
    if (name !== "then") send(row.id, "save", { name, value });
    else if (value === "finish") finish(row);
    else send(row.id, value);
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-grid-help]");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    help(opener.dataset.gridHelp);
  });
  window.addEventListener("online", () => {
    for (const row of rows()) if (stateOf(row).failed) send(row.id, "save");
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    for (const row of rows()) if (changed(row) && held(row) !== stateOf(row).sent) send(row.id, "save");
  });
  window.addEventListener("beforeunload", (event) => {
    if (rows().some((row) => stateOf(row).failed && changed(row))) event.preventDefault();
  });
}
