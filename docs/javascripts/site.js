// On every page: exact codes first in the search box, light or dark, the menu by keyboard. The page is complete without it.
import { pagesFor } from "./spelling.js";

const base = new URL(JSON.parse(document.getElementById("__config").textContent).base + "/", location);
const input = document.querySelector("input[name=query]");
const list = document.querySelector(".code-hits");
let lookup = null;

/** Load the list of codes once, when the box is first used. */
function load() {
  lookup ??= fetch(new URL("api/v1/lookup.json", base)).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
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

if (input && list) {
  input.addEventListener("focus", show);
  input.addEventListener("input", show);
  input.form.addEventListener("reset", () => list.replaceChildren());
  input.closest(".md-search").addEventListener("keydown", keys, true);
}

const theme = document.getElementById("theme");
if (theme) {
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    try {
      localStorage.setItem("theme", dark ? "light" : "dark");
    } catch {
      // without storage the choice lasts for this page
    }
  });
}

const drawer = document.getElementById("__drawer");
if (drawer) {
  drawer.setAttribute("aria-label", "Menu");
  drawer.addEventListener("change", () => drawer.checked && document.querySelector(".ways a")?.focus());
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.checked) return;
    drawer.checked = false;
    drawer.focus();
  });
}
