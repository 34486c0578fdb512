// The table of all codes: filter by typing and by choice, sort by column, state in the address. Complete without it.

const form = document.getElementById("code-filter");
const table = document.getElementById("codes");
const count = document.querySelector("#code-filter .filter-count");
const empty = document.querySelector(".filter-empty");
/** The fields of the form. */
const NAMES = ["q", "class", "standing", "cause", "retried", "suppress"];

const AT_ONCE = 40; // rows

if (form instanceof HTMLFormElement && table instanceof HTMLTableElement && count && empty instanceof HTMLElement)
  enhance(form, table, count, empty);

/**
 * @typedef {{
 *   row: HTMLTableRowElement, home: Element, order: number, code: string, text: string, causes: string[],
 *   pairs: string[]
 * }} Row
 */
/** @typedef {Record<string, string>} Wanted what each field of the form asks for */

/** @param {HTMLFormElement} form @param {HTMLTableElement} table @param {Element} count @param {HTMLElement} empty */
function enhance(form, table, count, empty) {
  const field = (/** @type {string} */ name) =>
    /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name));
  const heads = [...(table.tHead?.rows[0].cells ?? [])];
  const bodies = [...table.tBodies];
  /** @type {Row[]} */
  const rows = [.../** @type {NodeListOf<HTMLTableRowElement>} */ (table.querySelectorAll("tbody tr[id]"))].map(
    (row, order) => ({
      row,
      home: /** @type {Element} */ (row.parentElement),
      order,
      code: row.cells[0].textContent,
      text: row.textContent.toLowerCase(),
      causes: (row.dataset.causes ?? "").split(" "),
      pairs: (row.dataset.pairs ?? "").split(" "),
    }),
  );
  const causeWords = Object.fromEntries(
    [.../** @type {HTMLSelectElement} */ (field("cause")).options].map((option) => [
      option.value,
      `${option.value} ${option.dataset.words ?? ""}`,
    ]),
  );
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let revealing;
  let sorted = { column: -1, down: false };

  /** @param {Row} row @param {Wanted} wanted @param {string[]} words */
  function matches(row, wanted, words) {
    if (wanted.class && row.code[0] !== wanted.class) return false;
    for (const name of ["standing", "retried", "suppress"])
      if (wanted[name] && row.row.dataset[name] !== wanted[name]) return false;
    if (wanted.cause && !row.causes.includes(wanted.cause)) return false;
    return words.every((word) => {
      if (!/^\d[\d.]*$/.test(word))
        return row.text.includes(word) || row.causes.some((cause) => causeWords[cause]?.includes(word));
      return row.code.startsWith(word) || (words.length > 1 && row.pairs.some((code) => code.startsWith(word)));
    });
  }

  const more = form.querySelector("details");

  function filter() {
    const wanted = Object.fromEntries(NAMES.map((name) => [name, field(name).value.trim()]));
    if (more && NAMES.some((name) => name !== "q" && wanted[name])) more.open = true; // no choice works unseen
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    /** @type {HTMLTableRowElement[]} */
    const late = [];
    for (const row of rows) {
      const fits = matches(row, wanted, words);
      if (!fits) row.row.hidden = true;
      else if (row.row.hidden && shown < AT_ONCE) row.row.hidden = false;
      else if (row.row.hidden) late.push(row.row);
      if (fits) shown++;
    }
    const found = new Set(rows.filter(({ row }) => !row.hidden || late.includes(row)).map(({ home }) => home));
    for (const body of bodies) body.rows[0].hidden = sorted.column > 0 || !found.has(body);
    reveal(late);
    empty.hidden = shown > 0;
    count.textContent = `${shown} of ${rows.length} codes`;
    const query = new URLSearchParams(NAMES.filter((name) => wanted[name]).map((name) => [name, wanted[name]]));
    if (sorted.column >= 0) query.set("sort", `${sorted.down ? "-" : ""}${sorted.column}`);
    const search = query.size ? `?${query}` : "";
    if (search !== location.search) history.replaceState(null, "", location.pathname + search + location.hash);
  }

  /**
   * Rows below the first screens come back bit by bit, so that the next key is never waited for.
   * @param {HTMLTableRowElement[]} late
   */
  function reveal(late) {
    clearTimeout(revealing);
    if (late.length)
      revealing = setTimeout(() => {
        for (const row of late.splice(0, AT_ONCE)) row.hidden = false;
        reveal(late);
      });
  }

  /** @param {number} column @param {boolean} down */
  function sort(column, down) {
    sorted = { column, down };
    const key = (/** @type {Row} */ row) => (column === 0 ? row.order : row.row.cells[column].textContent);
    rows.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.order - b.order) * (down ? -1 : 1));
    // by number in its groups, by anything else in one list
    const ordered = column === 0 && down ? [...bodies].reverse() : bodies;
    table.append(...ordered);
    for (const { row, home } of rows) (column === 0 ? home : bodies[0]).append(row);
    heads.forEach((cell, index) => {
      if (index === column) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
  }

  heads.forEach((cell, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = cell.textContent;
    button.addEventListener("click", () => {
      sort(column, sorted.column === column && !sorted.down);
      filter();
    });
    cell.replaceChildren(button);
  });

  const given = new URLSearchParams(location.search);
  for (const name of NAMES) {
    const value = given.get(name);
    if (value !== null) field(name).value = value;
  }
  const wantedSort = /^(-?)([0-4])$/.exec(given.get("sort") ?? "");
  if (wantedSort) sort(Number(wantedSort[2]), wantedSort[1] === "-");
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  filter();
}
