// Says before a session ends for lack of use, and keeps what was typed once it has ended.
// A page that lies open asks by itself, which keeps nobody signed in; whoever types or points does.
import { say } from "./say.js";

const BACKGROUND = "X-Background";
const box = document.querySelector("[data-idle]");
const asks = (element) => /^(load|every|revealed)\b/.test(element?.getAttribute?.("hx-trigger") ?? "");

document.addEventListener("htmx:configRequest", (event) => {
  if (asks(event.detail.elt)) event.detail.headers[BACKGROUND] = "1";
});

function watch() {
  const soon = box.querySelector("[data-idle-soon]");
  const over = box.querySelector("[data-idle-over]");
  const stay = box.querySelector("[data-idle-stay]");
  const idle = Number(box.dataset.idle) * 1000;
  const ahead = Math.min(5 * 60_000, idle / 3);
  const windows = "BroadcastChannel" in window ? new BroadcastChannel("ajar-used") : null;
  let used = Date.now();
  let most = used + Number(box.dataset.most) * 1000;
  let asking = false;
  let ended = false;

  const end = () => Math.min(used + idle, most);

  function note() {
    used = Date.now();
    windows?.postMessage({ hat: box.dataset.hat, used });
    draw();
  }

  function show(part) {
    const said = part && part.hidden;
    box.hidden = !part;
    soon.hidden = part !== soon;
    over.hidden = part !== over;
    if (said) say(part.querySelector(".notice__title").textContent);
  }

  function draw() {
    if (ended) return show(over);
    if (end() - Date.now() > ahead) return show(null);
    const time = soon.querySelector("time");
    time.textContent = new Date(end()).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    stay.hidden = end() === most;
    show(soon);
  }

  function renew(token) {
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
      field.value = token;
    }
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  }

  // What the portal knows; `used` unless somebody acts.
  async function ask(acts) {
    if (asking) return;
    asking = true;
    try {
      const headers = acts ? {} : { [BACKGROUND]: "1" };
      const answer = await fetch(box.dataset.stay, { headers, redirect: "manual" });
      if (answer.ok) adopt(await answer.json());
      else if (answer.status === 401 || answer.type === "opaqueredirect") ended = true;
    } catch {
      // Offline: the next look tells.
    } finally {
      asking = false;
      draw();
    }
  }

  function adopt(told) {
    // For another organisation, forms of this page stay as they are: they are refused there.
    const same = told.hat === box.dataset.hat;
    if (same) renew(told.token);
    else if (ended) return;
    ended = false;
    used = Date.now() + told.idle * 1000 - idle;
    most = Date.now() + told.most * 1000;
  }

  function acted(event) {
    if (event.isTrusted && !ended && Date.now() - used > ahead) ask(true);
  }

  for (const name of ["input", "keydown", "pointerdown"]) document.addEventListener(name, acted);
  stay.addEventListener("click", () => ask(true));
  windows?.addEventListener("message", ({ data }) => {
    if (data.hat !== box.dataset.hat) return;
    used = Math.max(used, data.used);
    draw();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr?.status === 401) {
      ended = true;
      draw();
    } else if (event.detail.successful && !asks(event.detail.elt)) note();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && (ended || end() - Date.now() < ahead)) ask(false);
  });
  setInterval(() => {
    if (!ended && end() <= Date.now()) ask(false);
    else draw();
  }, 10_000);
  note();
}

if (box) watch();
