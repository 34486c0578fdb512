// A table that is filtered by typing and by choice: <form class="filter" data-table="id" data-what="rows">. Complete
// without it.
// Each <select name="kind"> is held against the words in data-kind of a row; the box named find against the row's text.

for (const form of document.querySelectorAll("form.filter[data-table]"))
  if (form instanceof HTMLFormElement) enhance(form);

/** @param {HTMLFormElement} form */
function enhance(form) {
  const table = document.getElementById(form.dataset.table ?? "");
  const find = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("find"));
  const count = form.querySelector(".filter-count");
  if (!(table instanceof HTMLTableElement) || !find || !count) return;
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, text: row.textContent.toLowerCase() }));
  const choices = [...form.querySelectorAll("select")];

  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      const fits =
        choices.every(({ name, value }) => !value || row.dataset[name]?.split(" ").includes(value)) &&
        words.every((word) => text.includes(word));
      row.hidden = !fits;
      if (fits) shown++;
    }
    count.textContent = `${shown} of ${rows.length} ${form.dataset.what}`;
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form))
      if (typeof value === "string" && value.trim()) query.append(name, value);
    const search = query.size ? `?${query}` : "";
    if (search !== location.search) history.replaceState(null, "", location.pathname + search + location.hash);
  };

  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
    if (field && "value" in field) field.value = value;
  }
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  filter();
}
