// Fills the reader's own address of the site (and their code, where the page asks for one) into every snippet, as they
// type.
// Without it the page is complete: the snippets name https://kb.example.com. The address is kept in ?base=, nowhere
// else.
// A link may carry ?base= too. One that names another site than this is shown, and fills nothing before the reader says
// so:
// what is copied from here goes into configuration files and <script src>.

import { root } from "./root.js";

const baseField = /** @type {HTMLInputElement | null} */ (document.getElementById("base-url"));
const codeField = /** @type {HTMLInputElement | null} */ (document.getElementById("snippet-code"));

/**
 * The address that somebody typed or that a link carries, tidied; null while it is none.
 * Only plain characters: what comes out of it is pasted into configuration files.
 * @param {string} typed
 */
export function tidy(typed) {
  const text = typed.trim();
  if (!text) return null;
  let url;
  try {
    url = new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  } catch {
    return null;
  }
  if (url.username || url.password || !/^[a-z0-9.:[\]-]+$/i.test(url.host) || !/^[\w.~/-]*$/.test(url.pathname))
    return null;
  // A name without a dot is an intranet's where its scheme was typed; else somebody is still typing.
  if (!/[.[]/.test(url.hostname) && url.hostname !== "localhost" && !/^https?:\/\//i.test(text)) return null;
  return url.origin + url.pathname.replace(/\/+$/, "");
}

/** A reply code, an enhanced code or both; null while it is none. @param {string} typed */
export function tidyCode(typed) {
  const found = typed
    .trim()
    .replace(/^#/, "")
    .match(/^([2-5]\d\d)?[\s/_-]*([245]\.\d{1,3}\.\d{1,3})?$/);
  return found && (found[1] || found[2]) ? [found[1], found[2]].filter(Boolean).join(" ") : null;
}

/** @typedef {{ node: Text, text: string }[]} Block the text nodes of a block with their text as published */

/** Colouring may cut an address into several nodes. @param {Element} block @returns {Block} */
function read(block) {
  const nodes = [];
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    nodes.push({ node, text: node.data });
  }
  return nodes;
}

/**
 * Write a block anew from its published text. An address that spans nodes goes into the first of them.
 * @param {Block} nodes @param {[from: string, to: string][]} changes
 */
function write(nodes, changes) {
  const whole = nodes.map(({ text }) => text).join("");
  /** @type {{ start: number, end: number, to: string }[]} */
  const edits = [];
  for (const [from, to] of changes) {
    for (let at = whole.indexOf(from); at >= 0; at = whole.indexOf(from, at + from.length)) {
      if (!edits.some((edit) => at < edit.end && edit.start < at + from.length))
        edits.push({ start: at, end: at + from.length, to });
    }
  }
  edits.sort((one, other) => one.start - other.start);
  let start = 0;
  for (const { node, text } of nodes) {
    let made = "";
    let at = start;
    const end = start + text.length;
    for (const edit of edits) {
      if (edit.end <= at || edit.start >= end) continue;
      made += whole.slice(at, Math.max(at, edit.start)) + (edit.start >= start ? edit.to : "");
      at = Math.min(edit.end, end);
    }
    made += whole.slice(at, end);
    if (node.data !== made) node.data = made;
    start = end;
  }
}

/** @param {HTMLInputElement} baseField */
function enhance(baseField) {
  const blocks = [...document.querySelectorAll(".md-content code")].map(read);
  const codes = [...document.querySelectorAll(".snippet-code")];
  const published = {
    base: tidy(baseField.defaultValue || baseField.placeholder) ?? "https://kb.example.com",
    code: codeField?.defaultValue ?? "",
  };
  const here = document.getElementById("base-url-here");

  function fill() {
    const base = tidy(baseField.value) ?? published.base;
    /** @type {[string, string][]} */
    const changes = [[published.base, base]];
    baseField.setAttribute("aria-invalid", String(Boolean(baseField.value.trim()) && !tidy(baseField.value)));
    if (codeField) {
      const code = tidyCode(codeField.value) ?? published.code;
      codeField.setAttribute("aria-invalid", String(Boolean(codeField.value.trim()) && !tidyCode(codeField.value)));
      changes.push([published.code, code], [published.code.replace(" ", "/"), code.replace(" ", "/")]);
      for (const one of codes) one.textContent = code;
    }
    for (const block of blocks) write(block, changes);
    return base;
  }

  function keep() {
    const address = new URL(location.href);
    const base = tidy(baseField.value);
    if (base && base !== published.base) address.searchParams.set("base", base);
    else address.searchParams.delete("base");
    const code = codeField && tidyCode(codeField.value);
    if (code && code !== published.code) address.searchParams.set("code", code);
    else address.searchParams.delete("code");
    history.replaceState({ base }, "", address); // so that a reload knows whose address it is
  }

  /** Ask whether a link's address of another site is to be used. @param {string} address */
  function ask(address) {
    const warning = document.createElement("p");
    warning.className = "base-warning";
    warning.setAttribute("role", "alert");
    const use = document.createElement("button");
    use.type = "button";
    use.textContent = `Use ${address}`;
    use.addEventListener("click", () => {
      baseField.value = address;
      warning.remove();
      fill();
      keep();
    });
    warning.append(
      `The link that brought you here names another site, ${address}. Whoever runs it decides what your snippets ` +
        `load and where your links lead. The snippets keep ${published.base} unless you say so. `,
      use,
    );
    baseField.closest(".fill-in")?.after(warning);
    baseField.addEventListener("input", () => warning.remove(), { once: true });
  }

  const given = new URLSearchParams(location.search);
  const carried = tidy(given.get("base") ?? "");
  const known = carried && (new URL(carried).host === location.host || history.state?.base === carried);
  if (known) baseField.value = carried;
  else if (carried && carried !== published.base) ask(carried);
  const asked = tidyCode(given.get("code") ?? ""); // a code's page links to the wiki guide with its code
  if (asked && codeField) codeField.value = asked;
  for (const field of [baseField, codeField]) {
    field?.addEventListener("input", fill);
    field?.addEventListener("change", keep);
  }
  here?.addEventListener("click", () => {
    baseField.value = root.href;
    fill();
    keep();
  });
  fill();
  baseField.closest("[hidden]")?.removeAttribute("hidden");
}

if (baseField) enhance(baseField);
