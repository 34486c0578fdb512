/** A code or a reply pasted on its own: `550`, `#550`, `550-5.7.1`, `smtp;550 5.1.1 No such user`. */

import { LAST_ASCII } from "./characters.js";
import { likelyRecipient, saidHost } from "./addresses.js";
import { enhancedEnd, readCodes, replyLike } from "./codes.js";
import { newEntry } from "./report.js";
import { Line, Snippet, isDigit, isLetter, lineEnd, lines } from "./text.js";

/** Words that may stand beside a bare code without making it something else. */
const FILLER = new Set(
  (
    "smtp esmtp error errors code reply status enhanced dsn ndr bounce fehler fehlercode erreur " +
    "what is does mean means the a and"
  ).split(" "),
);
const SHORT_LIMIT = 20000;
const BARE_LIMIT = 60;
const LINES_LIMIT = 60;

/**
 * @param {string} text
 * @param {import("./url.js").Addresses} pages what has a page of its own is a code, whatever its digits
 * @returns {import("./report.js").Entry | null} null: it is more than a reply
 */
export function readShort(text, pages) {
  if (text.length > SHORT_LIMIT) return null;
  const bare = text.trim().length <= BARE_LIMIT ? readBare(text, pages) : null;
  if (bare) return bare;
  return readReply(text);
}

/** Nothing but codes and filler. @param {string} text @param {import("./url.js").Addresses} pages */
function readBare(text, pages) {
  let reply = null;
  let enhanced = null;
  for (let i = 0; i < text.length;) {
    const c = text.charCodeAt(i);
    const end = isDigit(c) ? enhancedAt(text, i, pages) : -1;
    if (end > 0) {
      if (enhanced) return null;
      enhanced = { start: i, end };
      i = end;
    } else if (isDigit(c)) {
      if (reply || !threeDigits(text, i, pages)) return null;
      reply = { start: i, end: i + 3 };
      i += 3;
    } else if (isLetter(c)) {
      let to = i;
      while (isLetter(text.charCodeAt(to))) to++;
      if (!FILLER.has(text.slice(i, to).toLowerCase())) return null;
      i = to;
    } else if (c > LAST_ASCII && !/[\s“”„«»]/.test(text[i])) return null;
    else i++;
  }
  if (!reply && !enhanced) return null;
  const entry = /** @type {any} */ (newEntry());
  const at = (/** @type {{ start: number, end: number } | null} */ found) =>
    found && { value: text.slice(found.start, found.end), start: found.start, end: found.end };
  entry.bare = { reply: at(reply), enhanced: at(enhanced) };
  entry.answer = new Snippet([new Line(text, 0)]);
  return entry;
}

/**
 * In a bare paste the character in front needs no proof: `550-5.7.1`, `550/5.7.1`.
 * @param {string} text
 * @param {number} i
 * @param {import("./url.js").Addresses} pages
 */
function enhancedAt(text, i, pages) {
  if (i > 0 && (isDigit(text.charCodeAt(i - 1)) || text[i - 1] === ".")) return -1;
  const dotted = /^\d\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/.exec(text.slice(i, i + 20))?.[0];
  if (dotted && pages.enhanced.has(dotted)) return i + dotted.length;
  const end = enhancedEnd(" " + text.slice(i, i + 12), 1);
  return end > 0 ? i + end - 1 : -1;
}

/** @param {string} text @param {number} i @param {import("./url.js").Addresses} pages */
function threeDigits(text, i, pages) {
  const cut = text.slice(i, i + 4);
  return (
    (/^[2-5]\d\d$/.test(cut.slice(0, 3)) || pages.replies.has(cut.slice(0, 3))) &&
    !isDigit(cut.charCodeAt(3) || 0) &&
    !(i > 0 && text[i - 1] === ".") &&
    !/^\.\d/.test(text.slice(i + 3, i + 5))
  );
}

/** What a client says, typed by hand or as a program logged it. */
const COMMAND = /\n(?:HELO|EHLO|MAIL FROM|RCPT TO|DATA$|AUTH (?:LOGIN|PLAIN)|STARTTLS$)/im;

/** Every line starts with a code: one reply, possibly of several lines. @param {string} text */
function readReply(text) {
  const lead0 = text.length - text.trimStart().length;
  const first = text.slice(lead0, lineEnd(text, lead0, text.length)).trim();
  if (!/^[\d<>"'`«(A-Za-z]/.test(first)) return null;
  const lead = /^(smtp|lmtp|esmtp|x-[a-z-]+) ?; ?|^(?:<<<|>>>) ?|^S: ?|^[<"'`«(]/i.exec(first)?.[0].length ?? 0;
  const typed = /^(smtp|lmtp|esmtp|x-unix|x-postfix|x-exim) ?;/i.test(first);
  const code = first.slice(lead);
  const coded = replyLike(code, 0, true) && /^\d\d\d([ \-:#]|$)/.test(code);
  const enhanced = enhancedEnd(code, 0) > 0;
  if (!coded && !enhanced && !typed) return null;
  const found = lines(text, 0, text.length, 0).filter((line) => line.text.trim());
  if (/(?:^|\s)(?:C: |>>> (?![245]\d\d))/.test(text) || COMMAND.test(text)) return null; // two sides: a transcript
  if (found.length > LINES_LIMIT || (!coded && !enhanced && found.length > 3)) return null;
  if (
    found.length > 1 &&
    !found.slice(1).every((line) => /^\s|^(smtp; ?|<<< ?|S: ?)?[245]\d\d[ -]/i.test(line.text)) &&
    found.length > 6
  )
    return null;
  const entry = newEntry();
  entry.answer = new Snippet(found);
  const codes = readCodes(entry.answer.text, { trusted: true, success: true });
  if (!codes.reply && !codes.enhanced && !typed) return null;
  entry.trusted = true;
  entry.recipient = nearCode(entry.answer.text);
  entry.host = saidHost(entry.answer.text);
  return entry;
}

const NEAR = 40; // characters behind the start

/** An address right behind the code is the recipient, unless the text speaks of the sender. @param {string} text */
function nearCode(text) {
  const found = likelyRecipient(text);
  return found && text.indexOf(found) < NEAR && !/sender|mail from|from address/i.test(text) ? found : null;
}
