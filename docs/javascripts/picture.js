// How far the mail got and who can fix it, as a drawing. The same as hooks/smtpcodes/render/picture.py draws for the
// pages, from the same table (words.picture of api/v1/answers.json); a test holds both against each other.

const [START, STEP, LINE] = [34, 84, 16];
const EDGES = [60, 260];

/** @typedef {import("./decoder/verdict.js").PictureTable} PictureTable */

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {(Node | string)[]} children
 * @returns {SVGElement}
 */
function svg(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) if (value !== "") made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** @type {(kind: string, d: string) => SVGElement} */
const path = (kind, d) => svg("path", { class: kind, d });
/** @type {(kind: string, x: number, r: number) => SVGElement} */
const circle = (kind, x, r) => svg("circle", { class: kind, cx: x, cy: LINE, r });
const at = (/** @type {number} */ station) => START + STEP * station;
/** @type {(x: number, y: number, words: string[], kind?: string) => SVGElement} */
const text = (x, y, words, kind = "") =>
  svg("text", { class: kind, y }, ...words.map((line, row) => svg("tspan", { x, dy: row ? 13 : 0 }, line)));

/** @param {number} height @param {string} label @param {SVGElement[]} parts */
function drawing(height, label, parts) {
  return svg("svg", { class: "way", viewBox: `0 0 320 ${height}`, role: "img", "aria-label": label }, ...parts);
}

/**
 * @param {{outcome: string, retried: {value: string}, whose_job: string, trouble_with: string}} verdict
 * @param {PictureTable} table words.picture of api/v1/answers.json
 * @returns {SVGElement|null} nothing where the verdict does not say how far the mail got
 */
export function picture(verdict, table) {
  if (verdict.outcome === "delayed" && verdict.retried.value === "yes") return time(table);
  const stop = verdict.outcome === "accepted" ? 2 : table.stop[verdict.trouble_with];
  const sign = table.signs[verdict.outcome];
  return stop === undefined || !sign ? null : way(stop, sign, table.fix[verdict.whose_job], table);
}

/**
 * @param {number} stop
 * @param {string} sign
 * @param {[number, string] | null | undefined} fix
 * @param {PictureTable} table
 */
function way(stop, sign, fix, { stations, says }) {
  const x = at(stop);
  const end = at(stations.length - 1);
  const parts = [path("done", `M${START} ${LINE}H${x}`)];
  if (x !== end) parts.push(path("todo", `M${x} ${LINE}H${end}`));
  stations.forEach((name, place) => {
    if (place !== stop) parts.push(circle(place < stop ? "st" : "st dim", at(place), 6));
    parts.push(text(at(place), 42, name.split(" "), place === stop ? "on" : ""));
  });
  parts.push(circle("hit", x, 11), path("g", `M${x} ${LINE}m${sign}`));
  let label = `${says.stop}${Number.isInteger(stop) ? stations[stop].toLowerCase() : says.between}.`;
  if (fix) {
    const [place, words] = fix;
    const middle = Math.min(Math.max(at(place), EDGES[0]), EDGES[1]);
    parts.push(path("fix", `M${at(place)} 61l5 7h-10z`), text(middle, 80, [words], "fix"));
    label += ` ${stations[place]}: ${words}.`;
  }
  return drawing(fix ? 84 : 60, label, parts);
}

/** @param {PictureTable} table */
function time({ signs, tries, later, says }) {
  const parts = [
    path("done", `M14 ${LINE}H86`),
    path("todo", `M86 ${LINE}H306`),
    path("done", tries.map((x) => `M${x} ${LINE - 5}v10`).join("")),
    circle("hit", 14, 11),
    path("g", `M14 ${LINE}m${signs.delayed}`),
    circle("st", 262, 7),
    path("end", `M262 ${LINE}m-3 -3l6 6m0-6l-6 6`),
    ...later.map(([x, ...words], place) => text(x, 40, words, place ? "" : "on")),
  ];
  return drawing(58, says.later, parts);
}
