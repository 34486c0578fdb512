/** Find mail addresses and host names in a line, by walking outwards from the @ (no backtracking). */

import { DASH, DOT, LAST_ASCII } from "./characters.js";
import { isDigit, isLetter } from "./text.js";

/** @typedef {{ address: string, start: number, end: number }} FoundAddress */

/** @param {number} c */
const localCharacter = (c) =>
  isLetter(c) || isDigit(c) || c > LAST_ASCII || "!#$%&*+-/=?^_`{|}~.'".includes(String.fromCharCode(c));
/** @param {number} c */
const domainCharacter = (c) => isLetter(c) || isDigit(c) || c === DASH || c === DOT || c > LAST_ASCII;

const ADDRESS_LIMIT = 320;

/** The first address at or after `from`. @param {string} text @param {number} [from] @returns {FoundAddress | null} */
export function findAddress(text, from = 0) {
  for (let at = text.indexOf("@", from); at >= 0; at = text.indexOf("@", at + 1)) {
    let start = at;
    while (start > from && at - start < ADDRESS_LIMIT && localCharacter(text.charCodeAt(start - 1))) start--;
    // marks in front, not part of the name
    while (start < at && "'`=*-/|{".includes(text[start]) && !text.startsWith("=?", start)) start++;
    if (start + 1 < at && "ub".includes(text[start]) && text[start + 1] === "'") start += 2; // Python's u'…'
    let end = at + 1;
    while (end < text.length && end - at < ADDRESS_LIMIT && domainCharacter(text.charCodeAt(end))) end++;
    while (end > at + 1 && (text[end - 1] === "." || text[end - 1] === "-" || text.charCodeAt(end - 1) > 0x2000)) end--;
    if (start < at && end > at + 1) {
      const quotedLocal = text[start - 1] === '"' && text[at - 1] === '"';
      if (!quotedLocal) return { address: text.slice(start, end), start, end };
    }
  }
  return null;
}

/** How many addresses stand in a line (up to three are counted). @param {string} text */
export function countAddresses(text) {
  let n = 0;
  for (let found = findAddress(text); found && n < 3; found = findAddress(text, found.end)) n++;
  return n;
}

/**
 * The address in a report's field: `rfc822; <ada@example.org>`, with or without type and brackets.
 * @param {string} value
 */
export function fieldAddress(value) {
  const semicolon = value.indexOf(";");
  let rest = (semicolon >= 0 && semicolon < 20 ? value.slice(semicolon + 1) : value).trim();
  const found = findAddress(rest);
  if (found && !rest.startsWith('"')) return found.address;
  if (rest.startsWith("<")) rest = rest.slice(1).split(">")[0];
  return rest && rest.length < ADDRESS_LIMIT ? rest : null;
}

/** The host in a report's field: `dns; mx.example.org (192.0.2.1)`. @param {string} value */
export function fieldHost(value) {
  const semicolon = value.indexOf(";");
  const rest = (semicolon >= 0 && semicolon < 12 ? value.slice(semicolon + 1) : value).trim();
  return cleanHost(rest.split(" ", 1)[0]);
}

/** @param {string} word */
export function cleanHost(word) {
  let host = word.replace(/[<>"']/g, "").replace(/^\(/, "");
  const bracket = host.indexOf("[", 1);
  if (bracket > 0) host = host.slice(0, bracket);
  while (host && ".,;:)(".includes(host[host.length - 1])) host = host.slice(0, -1);
  return host.length > 2 && host.length < 256 && /[.\]]/.test(host) && /[a-zA-Z0-9]/.test(host) ? host : null;
}

/** Words in front of the host that answered, and words behind it. */
const HOST_MARKS = [
  " host ",
  "while talking to ",
  "server ",
  "connect to ",
  "connection with ",
  "relay=",
  "conversation with ",
];
const HOST_TAILS = [" does not like recipient", " did not like our", " failed after i sent"];

/**
 * The host that a line says answered: `host mx.example.org[192.0.2.1] said: …`.
 * @param {string} text
 */
export function saidHost(text) {
  const padded = " " + text;
  const low = padded.toLowerCase();
  for (const mark of HOST_MARKS) {
    const at = low.indexOf(mark);
    if (at < 0 || low.startsWith("client", at - 6)) continue; // "Client host … rejected" is the one that was refused
    const word = padded
      .slice(at + mark.length, at + mark.length + 260)
      .trimStart()
      .split(/[\s,]/, 1)[0];
    const host = cleanHost(word);
    if (host && host.includes(".") && !host.includes("@") && host[0] !== "[") return host;
  }
  for (const tail of HOST_TAILS) {
    const at = low.indexOf(tail);
    if (at < 0) continue;
    const words = padded
      .slice(Math.max(0, at - 260), at)
      .trim()
      .split(" ");
    const last = words[words.length - 1] ?? "";
    const host = cleanHost(last.startsWith("[") && words.length > 1 ? words[words.length - 2] : last);
    if (host?.includes(".")) return host;
  }
  return null;
}

/** In front of an address that is somebody else's: the sender, a help desk, a message's name. */
const OTHERS_ADDRESS =
  /(?:from|sender|sent by|by|contact|reply-to|message-id|references|in-reply-to|support|help|questions|mailto|envelope-from|return-path|expanded|write to|von|absender|de|da)\s*(?:address)?\s*[:=]?\s*["'(]*<?$/i;
/** In front of the failed recipient's. */
const RECIPIENTS_ADDRESS =
  /(?:\bto|rcpt|recipients?|for|address|mailbox|user|account|an|à|para|empfänger|destinataire|destinatario)\s*[:=]?\s*["'(]*<?$/i;
const DESK = /^(?:postmaster|abuse|support|help|helpdesk|mailer-daemon|noreply|no-reply)@/i;
const ADDRESSES_READ = 20;

/** The address that a text most likely calls the recipient, or null. @param {string} text */
export function likelyRecipient(text) {
  let first = null;
  let found = findAddress(text);
  for (let n = 0; found && n < ADDRESSES_READ; n++) {
    const before = text.slice(Math.max(0, found.start - 40), found.start);
    if (RECIPIENTS_ADDRESS.test(before)) return found.address;
    if (!OTHERS_ADDRESS.test(before) && !DESK.test(found.address)) first ??= found.address;
    found = findAddress(text, found.end);
  }
  return first;
}
