// How people write codes: 550, 5.7.1, "550 5.7.1", 550-5.7.1, #5.7.1, (#5.7.1), smtp;550-5.7.1, 571 for 5.7.1.
// No DOM; the search box, the address reader of the 404 page and the guides share it.

const CODE = /(?<![\d.])(?:([1-9]\d\d)|([1-9])\.(\d{1,3})\.(\d{1,4}))(?![\d]|\.\d)/g;

/**
 * The codes in a short text, in the order of the text.
 * @param {string} text
 * @returns {{reply: string|null, enhanced: string|null}}
 */
export function codesIn(text) {
  let reply = null;
  let enhanced = null;
  for (const found of text.slice(0, 2000).matchAll(CODE)) {
    if (found[1]) reply ??= found[1];
    else enhanced ??= `${found[2]}.${Number(found[3])}.${Number(found[4])}`;
  }
  return { reply, enhanced };
}

/** @typedef {{ word: string, of: string[] }} Outcome */
/**
 * @typedef {{
 *   codes: Record<string, string>, pairs: string[], pair_titles: Record<string, string>,
 *   ranges: Record<string, string>, outcomes: Record<string, Outcome>
 * }} Lookup api/v1/lookup.json
 */
/** @typedef {{ name: string, title: string, url: string, note?: string, outcome?: string }} Hit */

/**
 * Every page that a short text may mean, the most exact first.
 * @param {string} text what a person typed
 * @param {Lookup} lookup
 * @returns {Hit[]}
 */
export function pagesFor(text, lookup) {
  const { reply, enhanced } = codesIn(text);
  /** @type {Hit[]} */
  const hits = [];
  const known = (/** @type {string} */ code) => (code in lookup.codes ? code : lookup.ranges[code]);
  /** @type {(name: string, code: string, url: string, note?: string) => void} */
  const add = (name, code, url, note) => {
    if (hits.some((hit) => hit.url === url)) return;
    const page = lookup.pairs.includes(name) ? name : code;
    const outcome = Object.keys(lookup.outcomes).find((one) => lookup.outcomes[one].of.includes(page));
    hits.push({ name, title: lookup.pair_titles[page] ?? lookup.codes[code], url, note, outcome });
  };
  if (reply && enhanced && lookup.pairs.includes(`${reply} ${enhanced}`)) {
    add(`${reply} ${enhanced}`, enhanced, `${reply}/${enhanced}/`);
  }
  for (const code of [enhanced, reply]) {
    if (code && known(code))
      add(code, known(code), `${known(code)}/`, known(code) === code ? undefined : `covers ${code}`);
  }
  const dotted = reply && !enhanced ? [...reply].join(".") : null;
  if (dotted && known(dotted)) add(dotted, known(dotted), `${known(dotted)}/`, `${reply} with its dots`);
  const start = text.trim().replace(/^[#(\s]+/, "");
  if (/^[245](\.\d{1,3}){1,2}\.?$/.test(start) && hits.length < 8) {
    for (const code of Object.keys(lookup.codes)) {
      if (code.startsWith(start) && hits.length < 8) add(code, code, `${code}/`);
    }
  }
  return hits;
}
