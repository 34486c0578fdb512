// The 404 page reads its own address: a code that a mail program mangled still gets its answer.
import { cut } from "./cut.js";
import { root } from "./root.js";
import { codesIn, pagesFor } from "./spelling.js";

// Words that may stand beside a code in an address without changing what was meant.
const KNOWN_WORDS = /\b(?:smtp|esmtp|dsn|errors?|codes?|reply|replies|status|bounces?|kb|wiki|x)\b/g;
const GLUE = /^[\s/\-_.,;:()<>[\]{}"'“”’»«#*=&?!|\\^~]*$/;

const box = document.getElementById("address-answer");
/** What each digit says: the first, the second of a reply code, the middle number of an enhanced code. */
const DIGITS = JSON.parse(box?.dataset.digits ?? "{}");
/** @type {Record<string, string>} */
const CLASSES = DIGITS.classes ?? {};
/** @type {Record<string, string>} */
const REPLY_SUBJECTS = DIGITS.reply_subjects ?? {};
/** @type {Record<string, string>} */
const SUBJECTS = DIGITS.subjects ?? {};

/**
 * A piece of an address as it was meant: decoded as often as it was encoded, without what mail programs glue to it.
 * @param {string} text
 */
function decoded(text) {
  for (let round = 0; round < 3; round += 1) {
    try {
      text = decodeURIComponent(text);
    } catch {
      break; // a lone % stays as it is
    }
  }
  return text
    .replace(/&(?:gt|lt|amp|quot|apos|nbsp|#\d+|#x[\da-f]+);?/gi, " ")
    .replace(/=(?:20|3D|0D|0A)?\s*$/i, "") // quoted-printable, cut off
    .replace(/[_+\s]+/g, " ")
    .replace(/(?:\/?index)?\.html?[^\p{L}\p{N}]*$/iu, "")
    .trim();
}

/** What was asked for: the path below the root; where that says nothing, the query and the fragment. */
function asked() {
  const path = location.pathname.startsWith(root.pathname)
    ? location.pathname.slice(root.pathname.length)
    : location.pathname;
  const text = decoded(path);
  const { reply, enhanced } = codesIn(text);
  return reply || enhanced ? text : decoded(path + location.search + location.hash);
}

/** Whether a text holds codes and, besides them, nothing but glue and a few known words. @param {string} text */
function plain(text) {
  const rest = text.replace(/[1-9]\.\d{1,3}\.\d{1,4}|[1-9]\d\d/g, " ").toLowerCase();
  return GLUE.test(rest.replace(KNOWN_WORDS, " "));
}

/** What an unknown code says by its digits alone. @param {string} code */
function digits(code) {
  const [first, second] = code.includes(".") ? code.split(".") : code;
  const kind = CLASSES[first] ? `${first} means ${CLASSES[first]}` : `no class ${first} exists`;
  if (code.includes(".")) {
    const subject = SUBJECTS[second]
      ? `${second} in the middle: ${SUBJECTS[second]}`
      : `no standard names a subject ${second}`;
    return (
      `${code} is not on record here. Digit by digit (RFC 3463): ${kind}; ${subject}; the last number is the ` +
      "detail, and it is not registered."
    );
  }
  const subject = REPLY_SUBJECTS[second]
    ? `${second} in the middle: ${REPLY_SUBJECTS[second]}`
    : `${second} in the middle has no meaning`;
  return `${code} is not on record here. Digit by digit (RFC 5321): ${kind}; ${subject}.`;
}

/** @template {keyof HTMLElementTagNameMap} T @param {T} name @param {(Node | string)[]} parts */
function made(name, ...parts) {
  const element = document.createElement(name);
  element.append(...parts);
  return element;
}

/** @param {HTMLElement} box */
async function answer(box) {
  const link = (/** @type {string} */ url, /** @type {string} */ text) =>
    Object.assign(made("a", text), { href: new URL(url, root).href });
  const text = asked();
  const { reply, enhanced } = codesIn(text);
  const decoder = made(
    "p",
    `You asked for “${cut(text, 200)}”. `,
    link(`decode/#${encodeURIComponent(cut(text, 2000))}`, "Let the decoder read it"),
    ".",
  );
  if (!reply && !enhanced) {
    if (/\p{L}{3}/u.test(text)) box.replaceChildren(decoder, ...box.children); // what to look for stays
    return;
  }
  const found = await fetch(new URL("api/v1/lookup.json", root)).catch(() => null);
  /** @type {import("./spelling.js").Lookup} */
  const lookup = found?.ok ? await found.json() : { codes: {}, pairs: [], pair_titles: {}, ranges: {}, outcomes: {} };
  const known = (/** @type {string} */ code) => code in lookup.codes || code in lookup.ranges;
  const read = [reply, enhanced].filter((code) => code !== null);
  const unknown = read.filter((code) => !known(code));
  const agree = read.every((code) => code[0] === read[0][0]);
  const hits = pagesFor(read.join(" "), lookup).filter(
    (hit) => !hit.note?.includes("dots") || unknown.includes(reply ?? ""),
  );
  const exact = hits[0];
  const sure = exact && !unknown.length && (agree || exact.name === read.join(" "));
  if (sure && plain(text)) {
    location.replace(new URL(exact.url, root));
    return;
  }
  /** @type {HTMLElement[]} */
  const parts = [made("p", `This address holds ${read.length > 1 ? "the codes" : "the code"} ${read.join(" and ")}.`)];
  if (!agree && reply && enhanced && CLASSES[reply[0]] && CLASSES[enhanced[0]]) {
    parts.push(
      made(
        "p",
        `They do not agree. ${reply} means ${CLASSES[reply[0]]}. ${enhanced} means ${CLASSES[enhanced[0]]}. ` +
          `The sending server believes ${reply} (RFC 5321, section 4.3.2).`,
      ),
    );
  }
  parts.push(...unknown.map((code) => made("p", digits(code))));
  if (enhanced && unknown.includes(enhanced)) {
    // what the class and the subject say is on record even where the detail is not
    for (const general of [`${enhanced.split(".").slice(0, 2).join(".")}.0`, `${enhanced[0]}.0.0`]) {
      if (general in lookup.codes && !hits.some((hit) => hit.name === general)) {
        hits.push({ name: general, title: lookup.codes[general], url: `${general}/` });
        break;
      }
    }
  }
  if (hits.length) {
    const items = hits.map((hit) =>
      made("li", link(hit.url, `${hit.name} ${hit.title}`), hit.note ? ` (${hit.note})` : ""),
    );
    parts.push(made("p", hits.length > 1 ? "Pages about them:" : "The page about it:"), made("ul", ...items));
  }
  if (!plain(text)) parts.push(decoder);
  box.replaceChildren(...parts);
}

if (box) answer(box);
