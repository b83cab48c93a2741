// Completion while a condition is typed (WAI-ARIA combobox, list autocomplete): questions after
// "${", codes after a comparison, and/or after a value. Without it, a list stands below the field.
import { Combobox } from "./combobox.js";
import { enhance } from "./ready.js";
import { say, words } from "./say.js";

class Completions extends Combobox {
  constructor(frame) {
    super(frame.querySelector("[data-condition]"));
    this.address = frame.dataset.conditionEditor;
    this.own = frame.dataset.own ?? "";
    this.found = [];
    this.input.setAttribute("autocomplete", "off");
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.take(Number(item.dataset.index));
    });
  }

  ask(delay = 140) {
    clearTimeout(this.timer);
    this.request?.abort();
    this.timer = setTimeout(() => this.fetch(), delay);
  }

  async fetch() {
    this.request = new AbortController();
    const address = new URL(this.address, location.href);
    address.searchParams.set("q", this.input.value);
    address.searchParams.set("at", String(this.input.selectionStart));
    address.searchParams.set("own", this.own);
    try {
      const answer = await fetch(address, {
        headers: { Accept: "application/json" },
        signal: this.request.signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show((await answer.json()).results);
    } catch (problem) {
      if (problem.name !== "AbortError") this.close();
    }
  }

  show(found) {
    this.found = found;
    this.at = -1;
    this.list.replaceChildren(
      ...found.map((one, index) => {
        const item = document.createElement("li");
        Object.assign(item, { className: "suggest__item", id: `${this.id}-${index}`, role: "option" });
        item.dataset.index = String(index);
        const code = document.createElement("b");
        code.className = "mono";
        code.textContent = one.label;
        item.append(code);
        if (one.note) {
          const note = document.createElement("span");
          note.textContent = one.note;
          item.append(" ", note);
        }
        return item;
      }),
    );
    this.list.hidden = found.length === 0 || document.activeElement !== this.input;
    this.tell(!this.list.hidden);
    this.input.removeAttribute("aria-activedescendant");
    if (!this.list.hidden) say(words("results") + found.length);
  }

  take(index) {
    const one = this.found[index];
    if (!one) return;
    this.input.setRangeText(one.text, one.start, this.input.selectionStart, "end");
    this.close();
    this.input.focus();
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.input.dispatchEvent(new CustomEvent("ajar:completed", { bubbles: true }));
    // What was begun (a name, an open quote) is completed at once.
    if (one.text.endsWith("'") && /[=(,] ?'$/.test(one.text)) this.ask(0);
  }

  key(event) {
    const open = !this.list.hidden;
    if (event.key === " " && event.ctrlKey) this.ask(0);
    else if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      this.move(event.key === "ArrowDown" ? 1 : this.at < 0 ? 0 : -1);
    } else if (open && this.at >= 0 && (event.key === "Enter" || event.key === "Tab")) this.take(this.at);
    else if (open && event.key === "Escape") {
      this.close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  }
}

enhance("[data-condition-editor]", (frame) => {
  const input = frame.querySelector("[data-condition]");
  if (input && !input.disabled && !input.closest("fieldset:disabled")) new Completions(frame);
});
