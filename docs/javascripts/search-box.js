// Exact codes first in the search box, and Material's word search when the box is first used.

import { root } from "./root.js";
import { pagesFor } from "./spelling.js";

export function searchBox() {
  const input = /** @type {HTMLInputElement | null} */ (document.querySelector("input[name=query]"));
  const list = document.querySelector(".code-hits");
  const toggle = /** @type {HTMLInputElement | null} */ (document.getElementById("__search")); // Material's: checked while the results are shown
  if (input && list && toggle) enhance(input, list, toggle);
}

/** @param {HTMLInputElement} input @param {Element} list @param {HTMLInputElement} toggle */
function enhance(input, list, toggle) {
  /** @type {Promise<import("./spelling.js").Lookup | null> | null} */
  let lookup = null;
  /** Load the list of codes once, when the box is first used. */
  function load() {
    lookup ??= fetch(new URL("api/v1/lookup.json", root))
      .then((answer) => (answer.ok ? answer.json() : null))
      .catch(() => null);
    return lookup;
  }

  async function show() {
    const typed = input.value;
    const codes = await load();
    if (!codes || typed !== input.value) return;
    list.replaceChildren(
      ...pagesFor(typed, codes).map((hit) => {
        const link = document.createElement("a");
        link.href = new URL(hit.url, root).href;
        const name = document.createElement("strong");
        name.textContent = hit.name;
        link.append(name, ` ${hit.title}${hit.note ? ` (${hit.note})` : ""}`);
        return link;
      }),
    );
  }

  /** @param {KeyboardEvent} event */
  function keys(event) {
    const links = [...list.querySelectorAll("a")];
    if (!links.length) return;
    if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      event.stopPropagation();
      location.assign(links[0].href);
    } else if (event.key === "ArrowDown" && event.target === input) {
      event.preventDefault();
      event.stopPropagation();
      links[0].focus();
    } else if (event.key === "ArrowUp" && event.target === links[0]) {
      event.preventDefault();
      input.focus();
    }
  }

  /** @type {HTMLScriptElement | null} */
  let words = null;
  /** Material's script, its index and its worker, a third of a megabyte: loaded when the search box is first used. */
  function loadWords() {
    const address = /** @type {HTMLElement | null} */ (document.querySelector("script[data-search]"))?.dataset.search;
    if (words || !address) return;
    words = document.createElement("script");
    words.src = address;
    words.addEventListener("load", () => input.dispatchEvent(new KeyboardEvent("keyup"))); // what was typed meanwhile
    document.body.append(words);
  }

  input.addEventListener("focus", () => {
    toggle.checked = true;
    loadWords();
    show();
  });
  toggle.addEventListener("change", () => toggle.checked && input.focus());
  addEventListener("keydown", (event) => {
    if (
      words ||
      !["/", "f", "s"].includes(event.key) ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]"))
    )
      return;
    event.preventDefault();
    input.focus();
  });
  if (new URLSearchParams(location.search).has("q")) loadWords();
  input.addEventListener("input", show);
  input.form?.addEventListener("reset", () => list.replaceChildren());
  const box = /** @type {HTMLElement | null} */ (input.closest(".md-search"));
  box?.addEventListener("keydown", keys, true);
}
