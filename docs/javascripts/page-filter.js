// Long pages: find a text or a code among what is folded. What holds no hit is hidden with its heading and its links,
// so that the first hit stands right below the box. Complete without it: the browser's own search opens what it finds.

const NEAREST = 5; // texts shown where none holds all words
const ENOUGH = 0.4; // of the weight of the words that the page knows: less alike than that is no help

const form = document.getElementById("page-filter");
const input = form?.querySelector("input");
const count = form?.querySelector(".filter-count");
if (form && input && count) enhance(form, input, count);

/** @param {HTMLElement} form @param {HTMLInputElement} input @param {Element} count */
function enhance(form, input, count) {
  const all = count.textContent ?? "";
  const found = [...document.querySelectorAll(".response, details.speaker")].filter((one) => !one.closest("#answer"));
  const texts = new Map(found.map((row) => [row, (row.textContent ?? "").toLowerCase()]));

  function filter() {
    const typed = input.value.toLowerCase().replace(/\b([245]\d\d)-/g, "$1 "); // "550-5.1.1": more lines follow
    const words = [...new Set(typed.split(/\s+/).filter(Boolean))];
    const whole = hits(texts, words);
    const shown = whole.size || !words.length ? whole : nearest(texts, words);
    sift(following(form), texts, shown, words.length > 0);
    count.textContent = said(all, words.length, whole.size, shown.size);
  }

  /** A link to a place that is hidden ends the filtering. */
  function reveal() {
    const place = document.getElementById(location.hash.slice(1));
    if (!place?.closest("[hidden]")) return;
    input.value = "";
    filter();
    place.scrollIntoView();
  }

  form.hidden = false;
  addEventListener("hashchange", reveal);
  input.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
}

/** @param {string} all @param {number} words @param {number} whole @param {number} shown */
function said(all, words, whole, shown) {
  if (!words) return all;
  if (whole) return `${whole} of ${all}`;
  const none = `None of ${all} holds ${words > 1 ? "all of these words" : "this word"}.`;
  return shown ? `${none} The nearest ${shown === 1 ? "one" : shown}:` : `${none} Try fewer words, or a code alone.`;
}

/** The rows that hold every word. @param {Map<Element, string>} texts @param {string[]} words */
function hits(texts, words) {
  return new Set([...texts.keys()].filter((row) => words.every((word) => texts.get(row)?.includes(word))));
}

/**
 * The rows that hold most of a sentence which stands in none as it is: a word counts the more, the fewer rows hold it;
 * one that no row holds (a name, an address, "said:") does not count.
 * @param {Map<Element, string>} texts @param {string[]} words
 */
function nearest(texts, words) {
  const known = [...new Set(words.map((word) => word.replace(/^\W+|\W+$/g, "")))]
    .map((word) => ({ word, rows: hits(texts, [word]).size }))
    .filter(({ word, rows }) => rows && word.length > 2)
    .map(({ word, rows }) => ({ word, weight: Math.log(1 + texts.size / rows) }));
  const most = known.reduce((sum, { weight }) => sum + weight, 0);
  const rated = [...texts].map(([row, text]) => ({
    row,
    weight: known.reduce((sum, { word, weight }) => sum + (text.includes(word) ? weight : 0), 0),
  }));
  const best = Math.max(0, ...rated.map(({ weight }) => weight));
  if (known.length < 2 || best < ENOUGH * most) return new Set();
  const near = rated.filter(({ weight }) => weight >= 0.9 * best).slice(0, NEAREST);
  return new Set(near.map(({ row }) => row));
}

/** @param {Element} form @returns {Element[]} what stands below it */
function following(form) {
  const found = [];
  for (let next = form.nextElementSibling; next; next = next.nextElementSibling) found.push(next);
  return found;
}

/**
 * Shows the rows to be shown with what stands around them, and hides the rest.
 * @param {Element[]} parts siblings: headings, rows, folds with rows in them, and what is said between
 * @param {Map<Element, string>} rows @param {Set<Element>} shown @param {boolean} filtering
 */
function sift(parts, rows, shown, filtering) {
  /** @type {Element[][]} */
  const groups = [[]];
  for (const part of parts) {
    if (/^H[23]$/.test(part.tagName)) groups.push([]);
    groups[groups.length - 1].push(part);
  }
  const holds = (/** @type {Element} */ part) => [...shown].some((row) => part.contains(row));
  for (const group of groups) {
    const hit = group.some(holds);
    for (const part of group) {
      if (!(part instanceof HTMLElement) || part.tagName === "SUMMARY") continue;
      const holder = rows.has(part) || [...rows.keys()].some((row) => part.contains(row));
      part.hidden = filtering && !(holder ? holds(part) : hit);
      if (!holder || part.hidden) continue;
      if (part instanceof HTMLDetailsElement) part.open = filtering;
      if (!rows.has(part)) sift([...part.children], rows, shown, filtering);
    }
  }
}
