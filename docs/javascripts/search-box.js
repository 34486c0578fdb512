// Exact codes first in the search box, and Material's word search when the box is first used.

import { root } from "./root.js";
import { pagesFor } from "./spelling.js";

export function searchBox() {
  const input = /** @type {HTMLInputElement | null} */ (document.querySelector("input[name=query]"));
  const list = document.querySelector(".code-hits");
  // Material's: checked while the results are shown
  const toggle = /** @type {HTMLInputElement | null} */ (document.getElementById("__search"));
  if (input && list && toggle) enhance(input, list, toggle);
}

/**
 * What to do where no page has the words.
 * @param {string} typed
 */
function waysOn(typed) {
  const ways = [
    ["A text out of a bounce?", "Read it with the decoder", `decode/#${encodeURIComponent(typed)}`],
    ["A number?", "All codes", "codes/"],
    ["What happened?", "All causes", "causes/"],
    ["Who said it?", "All providers", "providers/"],
  ];
  const head = document.createElement("p");
  head.textContent = "No page has these words.";
  const rows = ways.map(([question, name, path]) => {
    const row = document.createElement("p");
    const link = document.createElement("a");
    link.href = new URL(path, root).href;
    link.textContent = name;
    row.append(`${question} `, link);
    return row;
  });
  return [head, ...rows];
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
        if (hit.outcome) {
          const outcome = document.createElement("span");
          outcome.className = `mark is-${hit.outcome}`;
          outcome.textContent = codes.outcomes[hit.outcome].word;
          link.append(" ", outcome);
        }
        return link;
      }),
    );
    tidy();
  }

  const results = document.querySelector(".md-search-result__list");
  const nothing = /** @type {HTMLElement | null} */ (document.querySelector(".search-nothing"));

  /**
   * No page stands twice: what is among the codes above goes from the words' results. And where neither has anything,
   * say what to do.
   */
  function tidy() {
    const items = [...(results?.children ?? [])];
    const above = new Set([...list.querySelectorAll("a")].map((link) => link.pathname));
    for (const item of items) {
      const link = item.querySelector("a");
      if (item instanceof HTMLElement) item.hidden = !!link && above.has(link.pathname);
    }
    const typed = input.value.trim();
    const answered = !document.querySelector(".md-search-result__meta")?.textContent?.includes("Loading");
    if (!nothing) return;
    nothing.hidden = !typed || !!items.length || !!above.size || !answered || !words;
    nothing.replaceChildren(...(nothing.hidden ? [] : waysOn(typed)));
  }
  // not only the list: where it stays empty, Material changes the line above it alone
  if (results?.parentElement)
    new MutationObserver(tidy).observe(results.parentElement, { childList: true, subtree: true });

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
