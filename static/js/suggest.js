// A text input with data-suggest becomes a combobox (WAI-ARIA 1.2, list autocomplete): it asks the
// endpoint for {"results": [{"value", "label", "note", "id"}]} and never forces one of the answers.
// Where a button [data-suggest-use="row:"] stands in the same [data-suggest-row], taking an answer
// presses it with the answer's id, so that the record itself is chosen and not only its name.
import { Combobox } from "./combobox.js";
import { enhance } from "./ready.js";
import { say, words } from "./say.js";

function draw(result, id) {
  const item = document.createElement("li");
  item.className = "suggest__item";
  item.id = id;
  item.role = "option";
  item.dataset.value = result.value ?? result.label;
  item.dataset.key = result.id ?? "";
  item.textContent = result.label;
  if (result.note) {
    const note = document.createElement("span");
    note.textContent = result.note;
    item.append(note);
  }
  return item;
}

class Suggestions extends Combobox {
  constructor(input) {
    super(input);
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
  }

  ask() {
    clearTimeout(this.timer);
    this.request?.abort();
    const words = this.input.value.trim();
    if (words.length < 2) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.fetch(words), 160);
  }

  async fetch(words) {
    this.request = new AbortController();
    const address = new URL(this.input.dataset.suggest, location.href);
    address.searchParams.set("q", words);
    try {
      const answer = await fetch(address, {
        headers: { Accept: "application/json" },
        signal: this.request.signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { results } = await answer.json();
      this.show(results);
    } catch (problem) {
      // Without suggestions the input is still a text input.
      if (problem.name !== "AbortError") this.close();
    }
  }

  show(results) {
    this.at = -1;
    this.list.replaceChildren(...results.map((result, index) => draw(result, `${this.id}-${index}`)));
    this.list.hidden = results.length === 0;
    this.tell(results.length > 0);
    this.input.removeAttribute("aria-activedescendant");
    say(words("results") + results.length);
  }

  take(item) {
    if (!item) return;
    this.input.value = item.dataset.value;
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    const use = this.input.closest("[data-suggest-row]")?.querySelector("[data-suggest-use]");
    if (!use || !item.dataset.key) return;
    use.value = use.dataset.suggestUse + item.dataset.key;
    use.click();
  }

  key(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open) this.ask();
      else this.move(event.key === "ArrowDown" ? 1 : this.at < 0 ? 0 : -1);
      event.preventDefault();
    } else if (event.key === "Enter" && open && this.at >= 0) {
      this.take(this.list.children[this.at]);
      event.preventDefault();
    } else if (event.key === "Escape" && open) {
      this.close();
      event.stopPropagation();
    }
  }
}

enhance("input[data-suggest]", (input) => new Suggestions(input));
