// On every page: exact codes first in the search box, buttons to copy, light or dark, the menu by keyboard. The page is complete without it.
import { pagesFor } from "./spelling.js";

// "..", or "/" and "/kb/" on the 404 page
const base = new URL(JSON.parse(document.getElementById("__config").textContent).base.replace(/\/?$/, "/"), location);
const input = document.querySelector("input[name=query]");
const list = document.querySelector(".code-hits");
let lookup = null;

/** Load the list of codes once, when the box is first used. */
function load() {
  lookup ??= fetch(new URL("api/v1/lookup.json", base))
    .then((answer) => (answer.ok ? answer.json() : null))
    .catch(() => null);
  return lookup;
}

async function show() {
  const typed = input.value;
  const codes = await load();
  if (!codes || typed !== input.value) return;
  const hits = pagesFor(typed, codes);
  list.replaceChildren(
    ...hits.map((hit) => {
      const link = document.createElement("a");
      link.href = new URL(hit.url, base);
      const name = document.createElement("strong");
      name.textContent = hit.name;
      link.append(name, ` ${hit.title}${hit.note ? ` (${hit.note})` : ""}`);
      return link;
    }),
  );
}

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

const toggle = document.getElementById("__search"); // Material's: checked while the results are shown
let words = null;
/** Material's script, its index and its worker, a third of a megabyte: loaded when the search box is first used. */
function loadWords() {
  if (words) return;
  words = document.createElement("script");
  words.src = document.querySelector("script[data-search]").dataset.search;
  words.addEventListener("load", () => input.dispatchEvent(new KeyboardEvent("keyup"))); // what was typed meanwhile
  document.body.append(words);
}

if (input && list) {
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
      event.target.closest("input, textarea, select, [contenteditable]")
    )
      return;
    event.preventDefault();
    input.focus();
  });
  if (new URLSearchParams(location.search).has("q")) loadWords();
  input.addEventListener("input", show);
  input.form.addEventListener("reset", () => list.replaceChildren());
  input.closest(".md-search").addEventListener("keydown", keys, true);
}

const theme = document.getElementById("theme");
if (theme) {
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const dark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    try {
      localStorage.setItem("theme", dark ? "light" : "dark");
    } catch {
      // without storage the choice lasts for this page
    }
  });
}

const drawer = document.getElementById("__drawer");
const label = document.querySelector(".sign-menu");
if (drawer && label) {
  const menu = document.createElement("button"); // a label works without a script, but not by keyboard
  for (const [name, value] of Object.entries({
    type: "button",
    class: label.className,
    "aria-label": "Menu",
    "aria-expanded": "false",
  }))
    menu.setAttribute(name, value);
  label.replaceWith(menu);
  const changed = () => {
    menu.setAttribute("aria-expanded", String(drawer.checked));
    if (drawer.checked) requestAnimationFrame(() => document.querySelector(".ways a")?.focus());
  };
  drawer.addEventListener("change", changed);
  menu.addEventListener("click", () => {
    drawer.checked = !drawer.checked;
    changed();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.checked) return;
    drawer.checked = false;
    changed();
    menu.focus();
  });
}

for (const box of document.querySelectorAll("pre > code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(box.textContent.trim());
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(box); // no clipboard without a secure context: the text is selected instead
      button.textContent = "Press Ctrl+C";
    }
  });
  box.after(button);
}

for (const wide of document.querySelectorAll(".wide, pre > code"))
  if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0; // scrolls by keyboard too

// A word of the glossary: its explanation on hover, focus and tap. Without a script the link leads to the glossary.
let hint = null;
function close() {
  hint?.term.removeAttribute("aria-describedby");
  hint?.box.remove();
  hint = null;
}
function explain(term) {
  if (hint?.term === term) return;
  close();
  term.dataset.text ??= term.title;
  term.removeAttribute("title");
  const box = document.createElement("span");
  box.className = "hint";
  box.id = "hint";
  box.role = "tooltip";
  box.textContent = term.dataset.text;
  document.body.append(box);
  const place = term.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(place.left, innerWidth - box.offsetWidth - 8)) + scrollX}px`;
  box.style.top = `${place.bottom + scrollY + 4}px`;
  term.setAttribute("aria-describedby", "hint");
  hint = { term, box };
}
const termOf = (event) => event.target.closest?.("a.term");
document.addEventListener("pointerover", (event) => {
  const term = termOf(event);
  if (term) explain(term);
  else if (
    hint &&
    event.pointerType === "mouse" &&
    !event.target.closest?.(".hint") &&
    document.activeElement !== hint.term
  )
    close();
});
document.addEventListener("focusin", (event) => (termOf(event) ? explain(termOf(event)) : close()));
document.addEventListener("keydown", (event) => event.key === "Escape" && close());
let tapped = null;
document.addEventListener("pointerdown", (event) => {
  tapped = event.pointerType === "mouse" ? null : (termOf(event) ?? null);
  if (hint && !termOf(event)) close();
});
document.addEventListener("click", (event) => {
  const term = termOf(event);
  if (!term || term !== tapped || term.dataset.open) return; // the second tap follows the link
  event.preventDefault();
  term.dataset.open = "1";
  explain(term);
});

// Where one is: the section that is read is marked in the contents, and a way back to them appears after the first screen.
const places = new Map();
for (const link of document.querySelectorAll(".toc a, .contents a")) {
  const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (place) places.set(place, [...(places.get(place) ?? []), link]);
}
const up = document.querySelector(".up");
let waiting = 0;
function where() {
  waiting = 0;
  up?.classList.toggle("is-far", scrollY > innerHeight);
  const passed = [...places.keys()].filter((place) => place.getBoundingClientRect().top < innerHeight / 3);
  for (const [place, links] of places)
    for (const link of links) {
      if (place === passed.at(-1)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
}
if (places.size) {
  addEventListener("scroll", () => (waiting ||= requestAnimationFrame(where)), { passive: true });
  where();
}

/** Open what hides a linked place: browsers differ. */
function reveal() {
  const place = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  for (let box = place && place.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
}
addEventListener("hashchange", reveal);
reveal();
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((box) => (box.open = true)));
