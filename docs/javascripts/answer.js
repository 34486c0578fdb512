// The answer to a paste, as elements: a card for each recipient, what was read, or what it is instead of a bounce.

import { cardOf, head } from "./answer-card.js";
import { legend, marked } from "./answer-marks.js";
import { verdictOf } from "./decoder/verdict.js";
import { el } from "./element.js";

/** @typedef {import("./decoder/answers.js").Answer} Answer */
/** @typedef {import("./decoder/decode.js").Failure} Failure */
/** @typedef {import("./decoder/verdict.js").Answers} Answers */
/** @typedef {import("./answer-card.js").Card} Card */
/** @typedef {import("./answer-card.js").Options} Options */

/**
 * Lines that only the server that answers writes into its log: Postfix's and Exim's refusals, Haraka's own side of the
 * talk.
 */
const ANSWERERS_LOG =
  /\bNOQUEUE: (?:milter-)?reject\b|: (?:milter-)?reject: (?:CONNECT|EHLO|HELO|MAIL|RCPT|DATA|END-OF-MESSAGE) from |\bH=.{1,200} rejected (?:EHLO|MAIL|RCPT|DATA|after DATA|connection)\b|\[PROTOCOL\] .{0,80}\bS: [45]\d\d /;
const SENDERS_LOG = /\bstatus=(?:bounced|deferred)\b/;
const NO_BOUNCE = {
  "auto-reply": [
    "An automatic answer",
    "Your mail arrived, and a machine answered: somebody is away, or a ticket was opened.",
  ],
  feedback: [
    "A report about your mail",
    "A reader marked a mail as spam, or a provider says how your mail passed its checks. After a complaint, take " +
      "that reader off your list.",
  ],
  confirmation: ["A confirmation", "It says that a mail arrived or was read."],
  mail: ["An ordinary mail", "Nothing in it says that a delivery failed."],
};

/**
 * @param {string} text what was pasted
 * @param {Answer} found what decode() gave
 * @param {Answers} words api/v1/answers.json
 * @param {URL} base the site's root
 * @param {Options} options
 * @returns {DocumentFragment}
 */
export function answerTo(text, found, words, base, options) {
  const out = document.createDocumentFragment();
  if (found.kind === "not-a-bounce") {
    const [name, text] = NO_BOUNCE[found.what ?? "mail"] ?? NO_BOUNCE.mail;
    out.append(
      el(
        "section",
        { class: "verdict is-no-effect" },
        head("Not a bounce", name),
        el("p", { class: "verdict-summary", text }),
        el("p", { class: "verdict-advice" }, el("strong", { text: "What now? " }), "Nothing need be done."),
      ),
    );
    return out;
  }
  if (!found.failures.length) {
    out.append(nothing(text, words, base));
    return out;
  }
  if (found.kind === "delay-notice")
    out.append(
      el(
        "p",
        { class: "delay-note" },
        el("strong", { text: "This is not a failure yet." }),
        " The sending server still tries. You need not send again.",
      ),
    );
  const own = ANSWERERS_LOG.test(text) && !SENDERS_LOG.test(text);
  const cards = found.failures.map((failure) =>
    cardOf(failure, verdictOf(failure, words), found, words, base, { ...options, own }),
  );
  if (cards.length > 1) {
    out.append(
      el(
        "p",
        { class: "answer-count" },
        el("strong", { text: `${cards.length} ${different(found.failures)} in this text.` }),
        " Here is the answer for each.",
      ),
      overview(cards),
      ...cards.map(({ name, outcome, section }, at) =>
        el("details", { class: "more", open: at ? null : "" }, el("summary", { text: `${name}: ${outcome}` }), section),
      ),
    );
  } else out.append(cards[0].section);
  out.append(
    el(
      "p",
      {},
      "You never sent this mail? ",
      el("a", { href: new URL("not-mine/", base), text: "Read this first" }),
      ".",
    ),
  );
  out.append(
    el(
      "details",
      { class: "read", open: "" },
      el("summary", { text: "What was read in your text" }),
      legend(found.failures),
      marked(text, found.failures),
    ),
  );
  return out;
}

/**
 * Nothing was found: what to paste instead, and the case in which there is nothing to paste.
 * @param {string} text
 * @param {Answers} words
 * @param {URL} base
 */
function nothing(text, words, base) {
  return el(
    "section",
    { class: "verdict is-depends" },
    head("Nothing found", "No SMTP code and no known wording"),
    el(
      "p",
      { class: "verdict-advice" },
      el("strong", { text: "What now? " }),
      "Paste the whole mail that came back, best with its headers: the text, not a picture of it. Or look in the ",
      el("a", { href: new URL("codes/", base), text: "table of all codes" }),
      ".",
    ),
    meant(text, words, base),
    el("p", {
      text:
        "Nothing came back at all? Then the other server accepted the mail. Ask the recipient to look in the " +
        "spam folder and in their rules; their mail admin can find it by time and sender.",
    }),
  );
}

/**
 * A number of ours in a short text that is no bounce, such as "is 447 a real code?" or "602".
 * @param {string} text
 * @param {Answers} words
 * @param {URL} base
 */
function meant(text, words, base) {
  const known =
    text.length > 300
      ? []
      : [...new Set(text.match(/(?<![\d.])(?:\d{3}|\d\.\d{1,3}\.\d{1,3})(?!\.?\d)/g))].filter((code) =>
          Object.hasOwn(words.codes, code),
        );
  if (!known.length) return null;
  return el(
    "p",
    {},
    "Did you mean ",
    ...known.flatMap((code, at) => [
      at ? " or " : "",
      el("a", { href: new URL(`${code}/`, base), text: `${code}: ${words.codes[code].title}` }),
    ]),
    "?",
  );
}

/** One row for each recipient. @param {Card[]} cards */
function overview(cards) {
  /** @type {(kind: "th" | "td", ...cells: string[]) => HTMLElement} */
  const row = (kind, ...cells) =>
    el("tr", {}, ...cells.map((text) => el(kind, kind === "th" ? { scope: "col", text } : { text })));
  return el(
    "div",
    { class: "wide" },
    el(
      "table",
      { class: "plain" },
      el("thead", {}, row("th", "For", "Outcome", "What now")),
      el("tbody", {}, ...cards.map(({ name, outcome, verdict }) => row("td", name, outcome, verdict.advice.sentence))),
    ),
  );
}

/**
 * A queue may hold several mails to one address.
 * @param {Failure[]} failures
 */
const different = (failures) =>
  new Set(failures.map(({ recipient }) => recipient)).size === failures.length
    ? "addresses are named"
    : "entries stand";
