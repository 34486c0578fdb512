/** The readable lines of an HTML part; its characters keep their places. */

import { Line } from "./text.js";

/** Elements that start a new line; everything else is inline. */
const BLOCKS = new Set("br p div tr td th table li ul ol h1 h2 h3 h4 h5 h6 pre blockquote hr title body dt dd section".split(" "));
const HIDDEN = new Set(["style", "script", "head"]);
const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", nbsp: " ", "#39": "'" };

/**
 * @param {Line[]} source
 * @param {number} limit characters to read
 * @returns {Line[]}
 */
export function readHtml(source, limit) {
  const out = [];
  let text = "";
  let starts = [];
  let ends = [];
  let tag = null; // name of the tag that is being read, null outside
  let hidden = "";
  let entity = "";
  let read = 0;
  const flush = () => {
    if (text.trim()) out.push(new Line(text, 0, starts, ends));
    text = "";
    starts = [];
    ends = [];
  };
  const put = (character, start, end) => {
    text += character;
    starts.push(start);
    ends.push(end);
  };
  for (const line of source) {
    if (read > limit) break;
    read += line.text.length;
    for (let i = 0; i < line.text.length; i++) {
      const c = line.text[i];
      if (tag !== null) {
        if (c === ">") {
          const name = tag.split(/[\s/]/, 2)[tag.startsWith("/") ? 1 : 0].toLowerCase();
          if (hidden) hidden = tag.startsWith("/") && name === hidden ? "" : hidden;
          else if (HIDDEN.has(name) && !tag.startsWith("/")) hidden = name;
          else if (BLOCKS.has(name)) flush();
          tag = null;
        } else if (tag.length < 40) tag += c;
        continue;
      }
      if (c === "<" && looksLikeTag(line.text, i)) {
        tag = "";
        continue;
      }
      if (hidden) continue;
      if (c === "&") {
        const end = line.text.indexOf(";", i);
        entity = end > 0 && end - i < 9 ? line.text.slice(i + 1, end) : "";
        const plain = ENTITIES[entity] ?? (/^#\d{2,5}$/.test(entity) ? String.fromCharCode(Number(entity.slice(1))) : "");
        if (plain) {
          put(plain, line.start(i), line.end(end));
          i = end;
          continue;
        }
      }
      put(c, line.start(i), line.end(i));
    }
    if (tag === null && text) put(" ", -1, -1); // HTML's own newlines are spaces
    else if (tag !== null && tag.length < 40) tag += " ";
  }
  flush();
  return out;
}

/** `<b>` is a tag, `<ada@example.org>` an address. @param {string} text @param {number} at */
function looksLikeTag(text, at) {
  const next = text[at + 1] ?? "";
  if (!/[a-zA-Z/!?]/.test(next)) return false;
  for (let i = at + 1; i < text.length && i < at + 120; i++) {
    const c = text[i];
    if (c === ">" || c === " " || c === "=" || c === "\t") return true;
    if (c === "@") return false;
  }
  return true;
}
