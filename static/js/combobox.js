// What every combobox of the product shares (WAI-ARIA 1.2, list autocomplete): the list below the
// input, opening and closing it, and moving in it. Subclasses ask for entries and take one.
let number = 0;

export class Combobox {
  constructor(input) {
    this.input = input;
    this.at = -1;
    this.id = `options-${++number}`;
    this.list = document.createElement("ul");
    Object.assign(this.list, { id: this.id, className: "suggest__list", role: "listbox", hidden: true });
    this.list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
    const frame = document.createElement("div");
    frame.className = "suggest";
    input.replaceWith(frame);
    frame.append(input, this.list);
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.id);
    // A text of several lines stays a text box: the role of a combobox is not allowed there, and
    // what is found is said instead.
    if (input.matches("input")) input.setAttribute("role", "combobox");
    this.tell(false);
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 120));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  tell(open) {
    if (this.input.matches("input")) this.input.setAttribute("aria-expanded", String(open));
  }

  close() {
    this.list.hidden = true;
    this.at = -1;
    this.tell(false);
    this.input.removeAttribute("aria-activedescendant");
  }

  move(by) {
    const items = [...this.list.children];
    if (items.length === 0) return;
    this.at = (this.at + by + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === this.at)));
    items[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", items[this.at].id);
  }
}
