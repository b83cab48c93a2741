// Runs `enhance` on everything that matches, now and in each fragment that arrives later.
export function enhance(selector, apply) {
  const done = new WeakSet();
  const run = (root) => {
    const found = root instanceof Element && root.matches(selector) ? [root] : [];
    for (const element of [...found, ...root.querySelectorAll(selector)]) {
      if (!done.has(element)) {
        done.add(element);
        apply(element);
      }
    }
  };
  run(document);
  document.addEventListener("htmx:load", (event) => run(event.detail.elt));
}

export function isTyping(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

export function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const age = value ? 31536000 : 0;
  document.cookie = `${name}=${value}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}
