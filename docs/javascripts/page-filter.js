// Long pages: find a text or a code among what is folded. Complete without it: the browser's own search opens what it
// finds.

const form = document.getElementById("page-filter");
const input = form?.querySelector("input");
const count = form?.querySelector(".filter-count");
if (form && input && count) enhance(form, input, count);

/** @param {HTMLElement} form @param {HTMLInputElement} input @param {Element} count */
function enhance(form, input, count) {
  const all = count.textContent;
  const found = elements(".response, details.speaker").filter((one) => !one.closest("#answer"));
  const rows = found.map((row) => ({ row, text: row.textContent.toLowerCase(), fold: row.closest("details") }));
  const heads = elements(".md-content h2, .md-content h3");
  const folds = [...new Set(rows.map(({ fold }) => fold))].filter((fold) => fold !== null);

  function filter() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown++;
    }
    for (const fold of folds) fold.open = words.length > 0 && rows.some((one) => one.fold === fold && !one.row.hidden);
    for (const fold of folds) fold.hidden = !rows.some((one) => one.fold === fold && !one.row.hidden);
    for (const head of heads) head.hidden = words.length > 0 && !below(head);
    count.textContent = !words.length
      ? all
      : shown
        ? `${shown} of ${all}`
        : `None of ${all} holds these words. Try fewer of them, or a code alone.`;
  }

  /** Whether something is shown between a heading and the next one. @param {HTMLElement} head */
  function below(head) {
    for (let next = head.nextElementSibling; next && !/^H[23]$/.test(next.tagName); next = next.nextElementSibling) {
      const inside = next.matches(".response, details") ? [next] : [...next.querySelectorAll(".response")];
      if (inside.some((one) => one instanceof HTMLElement && !one.hidden)) return true;
    }
    return false;
  }

  form.hidden = false;
  input.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
}

/** @param {string} selector @returns {HTMLElement[]} */
function elements(selector) {
  return [...document.querySelectorAll(selector)].filter((one) => one instanceof HTMLElement);
}
