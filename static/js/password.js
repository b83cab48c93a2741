// Beside a password, a button that shows what was typed; hidden again before it is sent or left.
import { enhance } from "./ready.js";
import { words } from "./say.js";

enhance("input[type=password]", (input) => {
  if (!words("showPassword")) return;
  const called = input.dataset.called ?? "Password";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--small";
  button.dataset.showPassword = "";
  button.setAttribute("aria-controls", input.id);
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = words((shown ? "hide" : "show") + called);
  };
  show(false);
  button.addEventListener("click", () => show(input.type === "password"));
  input.form?.addEventListener("submit", () => show(false));
  addEventListener("pagehide", () => show(false));
  input.spellcheck = false;
  input.autocapitalize = "off";
  input.after(button);
});
