/**
 * The readers of a paste and of a mail, each for one kind of text. The first that answers wins; one that gives null
 * leaves the text to those below it. Their order is what is most telling first.
 */

import { likelyRecipient, saidHost } from "./addresses.js";
import { answer, bounceOrDelay, moved, noBounce, unknown } from "./answers.js";
import { PRINTINGS, topLines, WRAPPINGS } from "./carriers.js";
import { codesOf } from "./failure.js";
import { forwardedReport } from "./forwards.js";
import { failureSubject, fromDaemon, isPost, maybeFailure, noBounceKind, RECEIPT_WITH_FAILURE } from "./kinds.js";
import { readLog } from "./logs.js";
import { readMail } from "./mail.js";
import { Message } from "./message.js";
import { readPayload } from "./payload.js";
import { join, proseEntries } from "./prose-entries.js";
import { newEntry } from "./report.js";
import { readQueue } from "./queues.js";
import { Rewritten } from "./rewritten.js";
import { readShort } from "./short.js";
import { isBinary, Line, lines, Snippet } from "./text.js";

/** @typedef {import("./answers.js").Answer} Answer */
/**
 * @typedef {{ text: string, rules: import("./causes.js").Rules, wraps: number, mail: import("./mail.js").Part }} Paste
 */

/**
 * @param {string} text in plain characters
 * @param {import("./causes.js").Rules} rules
 * @param {number} [wraps] how often it was unwrapped
 * @returns {Answer}
 */
export function readPaste(text, rules, wraps = 0) {
  return firstAnswer(PASTE_READERS, { text, rules, wraps, mail: readMail(text) }) ?? unknown();
}

/** @template T @param {((it: T) => Answer | null)[]} readers @param {T} it @returns {Answer | null} */
function firstAnswer(readers, it) {
  for (const read of readers) {
    const found = read(it);
    if (found) return found;
  }
  return null;
}

/** @type {((paste: Paste) => Answer | null)[]} */
const PASTE_READERS = [
  binary, //
  codeOrReply,
  wrapped,
  payload,
  printed,
  mailOrLines,
];

/** @type {((message: Message) => Answer | null)[]} */
const MESSAGE_READERS = [
  feedback,
  allArrived,
  forwarded,
  receiptOrAutoReply,
  post,
  warning,
  payloadInMail,
  queueList,
  log,
  arrivalInWords,
  bounce,
  mailInside,
  nothingInside,
  looseReply,
  ordinaryMail,
];

const NESTING_LIMIT = 3;
const WRAPS_LIMIT = 4;

/** Bytes that are no text: a picture, an archive, a program. @param {Paste} paste */
function binary({ text }) {
  return isBinary(text) ? unknown() : null;
}

/** `550`, `#5.7.1`, or one reply and nothing else. @param {Paste} paste */
function codeOrReply({ text, rules }) {
  const entry = readShort(text, rules.addresses);
  return entry && answer("reply", [entry], rules);
}

/** Quoted, in a table, as HTML source, encoded: what is inside is read. @param {Paste} paste */
function wrapped(paste) {
  return carried(paste, WRAPPINGS);
}

/** Printed by a program, or with its line breaks lost. @param {Paste} paste */
function printed(paste) {
  return carried(paste, PRINTINGS);
}

/** @param {Paste} paste @param {import("./carriers.js").Carrier[]} carriers */
function carried({ text, rules, wraps, mail }, carriers) {
  if (mail.isMail || wraps >= WRAPS_LIMIT) return null;
  const top = topLines(text);
  for (const carrier of carriers) {
    const found = carrier({ text, top });
    const inside = found && readRewritten(found, rules, wraps);
    if (inside && inside.kind !== "unknown") return inside;
  }
  return null;
}

/** @param {import("./text.js").Line[]} found @param {import("./causes.js").Rules} rules @param {number} wraps */
function readRewritten(found, rules, wraps) {
  const rewritten = new Rewritten(found);
  return moved(readPaste(rewritten.text, rules, wraps + 1), (start, end) => rewritten.span(start, end));
}

/** A webhook's JSON, or any other: its strings are texts of their own. @param {Paste} paste */
function payload({ text, rules, wraps, mail }) {
  if (mail.isMail) return null;
  const found = readPayload(new Line(text, 0));
  if (!found) return null;
  const told = fromPayload(found, rules) ?? longString(found.texts, rules, wraps);
  if (told) return told;
  return found.letter ? noBounce("mail") : isMostlyJson(text) ? unknown() : null;
}

/**
 * @param {import("./payload.js").Payload} found @param {import("./causes.js").Rules} rules
 * @param {string | null} [time] of the mail around it
 */
function fromPayload({ entries, good, what }, rules, time = null) {
  if (entries.length) return answer(bounceOrDelay(entries), entries, rules, { time });
  return good ? noBounce(what) : null;
}

/**
 * The first string that tells of a failure, else the first that tells anything.
 * @param {Line[]} texts
 * @param {import("./causes.js").Rules} rules
 * @param {number} wraps
 */
function longString(texts, rules, wraps) {
  if (wraps >= WRAPS_LIMIT) return null;
  let other = null;
  for (const line of texts) {
    const pieces = lines(line.text, 0, line.text.length, 0).map((one) =>
      line.cut(one.base, one.base + one.text.length),
    );
    const inside = readRewritten(pieces, rules, wraps);
    if (inside.failures.length) return inside;
    if (inside.kind !== "unknown") other ??= inside;
  }
  return other;
}

/** No prose with a bit of JSON in it. @param {string} text */
const isMostlyJson = (text) => /^\s*[[{]/.test(text);

/** Anything else: a mail, or lines of text. @param {Paste} paste */
function mailOrLines(paste) {
  return firstAnswer(MESSAGE_READERS, new Message(paste.mail, paste.rules, paste.text, 0, paste.wraps));
}

/** A complaint about spam (RFC 5965). @param {Message} message */
function feedback({ read, report, failed, spoken }) {
  const says = spoken.has("feedback") && !maybeFailure(spoken);
  return read.feedback || (!failed.length && (report.feedback || says)) ? noBounce("feedback") : null;
}

/** A delivery report that names no failed recipient. @param {Message} message */
function allArrived({ report, failed }) {
  return report.entries.length && !failed.length ? noBounce("confirmation") : null;
}

/** A report that a person forwarded, with or without a word of their own. @param {Message} message */
function forwarded(message) {
  if (message.failed.length || message.wraps >= WRAPS_LIMIT || message.depth) return null;
  if (message.isMail && fromDaemon(message.head("from"))) return null;
  const found = forwardedReport(message.read.lines);
  const inside = found && readRewritten(found, message.rules, message.wraps);
  // the copy of a letter says nothing
  return inside && inside.kind !== "unknown" && inside.what !== "mail" ? inside : null;
}

/** @param {Message} message */
function receiptOrAutoReply(message) {
  if (message.failed.length) return null;
  if (message.report.disposition && !RECEIPT_WITH_FAILURE.test(message.proseText.toLowerCase()))
    return noBounce("confirmation");
  if (!message.isMail) return saysOnly(message, "away") ? noBounce("auto-reply") : null;
  const what = noBounceKind(message.mail, (name) => message.head(name), message.spoken);
  return what ? noBounce(what) : null;
}

/** A list's post, which may well be about bounces. @param {Message} message */
function post(message) {
  if (!message.isMail || message.depth || message.failed.length || !isPost(message.mail)) return null;
  const title = message.head("subject").replace(/^re:.*/i, "");
  return fromDaemon(message.head("from")) || failureSubject(title) ? null : noBounce("mail");
}

/** A warning to the owner of a mailbox that is nearly full. @param {Message} message */
function warning(message) {
  if (message.depth || message.failed.length) return null;
  return message.spoken.has("notice") && !message.spoken.has("failure") && !failsIn(message) ? noBounce("mail") : null;
}

/** Does it speak of this, and of no failure? @param {Message} message @param {import("./kinds.js").Topic} topic */
const saysOnly = (message, topic) =>
  message.spoken.has(topic) &&
  !maybeFailure(message.spoken) &&
  !message.spoken.has("delay") &&
  !message.spoken.has("over") &&
  !failsIn(message);

/** A webhook's JSON that somebody mailed. @param {Message} message */
function payloadInMail(message) {
  if (!message.isMail || message.failed.length) return null;
  if (!message.read.lines.some((line) => /"\s*:/.test(line.text))) return null;
  const rewritten = new Rewritten(message.read.lines);
  const found = readPayload(new Line(rewritten.text, 0, rewritten.segments()));
  return found && fromPayload(found, message.rules, message.head("date") || null);
}

/** The list of a server's queue. @param {Message} message */
function queueList(message) {
  if (message.isMail || message.failed.length) return null;
  const entries = readQueue(message.read.lines);
  return entries.length ? answer("log", entries, message.rules) : null;
}

/** Lines of a mail server's log. @param {Message} message */
function log(message) {
  if (message.isMail || message.failed.length) return null;
  const found = readLog(message.read.lines);
  if (!found.read) return null;
  // a report may hold the line of an attempt to connect; what the report says of its own course counts
  if (message.spoken.has("failure") && found.entries.length && found.entries.every((entry) => entry.attempt))
    return null;
  return found.entries.length ? answer("log", found.entries, message.rules) : noBounce("confirmation");
}

/** "Your message has been successfully delivered", and no word of failure. @param {Message} message */
function arrivalInWords(message) {
  return !message.failed.length && saysOnly(message, "arrived") ? noBounce("confirmation") : null;
}

/** A report: by its fields, or by what its sender, subject and words say. @param {Message} message */
function bounce(message) {
  const { failed, told, spoken, rules, report } = message;
  if (!failed.length && !looksBounced(message)) return null;
  const entries = failed.length ? join(failed, told) : proseEntries(message);
  const delayed = failed.length
    ? failed.every((entry) => entry.action === "delayed")
    : spoken.has("delay") && !spoken.has("over");
  const waiting = failed.length && !delayed ? entries.filter((entry) => entry.action === "delayed") : [];
  const sorted = waiting.length ? [...entries.filter((entry) => entry.action !== "delayed"), ...waiting] : entries;
  const isBounce = message.isMail || failed.length || isAnswered(message);
  return answer(delayed ? "delay-notice" : isBounce ? "bounce" : "reply", sorted, rules, {
    reporter: report.reporter ?? told.reporter,
    context: told.loose,
    time: message.head("date") || null,
    over: spoken.has("over"),
    submission: message.submission,
  });
}

/** @param {Message} message */
function looksBounced(message) {
  const { spoken, told } = message;
  if (!message.isMail) return linesLookBounced(message);
  if (message.mail.headers.has("x-failed-recipients")) return true;
  // a parcel service's "could not be delivered" is no bounce: it takes a program as sender, a failed address or a known
  // phrase
  const subject = failureSubject(message.head("subject"));
  const daemon = fromDaemon(message.head("from"));
  if (subject && daemon) return true;
  if (!maybeFailure(spoken)) return false;
  return daemon || told.entries.length > 0 || (subject && told.loose.slice(0, 8).some((one) => known(message, one)));
}

/**
 * Lines without a mail's head: words of failure about a mail, a code beside an address, or a known phrase.
 * @param {Message} message
 */
function linesLookBounced(message) {
  const { spoken, told } = message;
  if (isAnswered(message) || (spoken.has("failure") && (told.entries.length || ABOUT_MAIL.test(message.proseText))))
    return true;
  if (!maybeFailure(spoken) && !spoken.has("delay")) return false;
  return codesIn(message) || told.loose.slice(0, 8).some((one) => known(message, one));
}

/** Does a code or a known phrase stand beside an address? @param {Message} message */
const isAnswered = (message) =>
  message.told.entries.some(
    ({ answer, trusted }) => answer?.text && (hasCode(answer, trusted) || known(message, answer)),
  );

/** A parcel could not be delivered either. */
const ABOUT_MAIL =
  /mail|message|recipient|nachricht|empfänger|mensaje|mensagem|messaggio|bericht|wiadomoś|сообщени|письм|メール|メッセージ|邮件|郵件/i;

/** @param {Message} message @param {Snippet} snippet */
const known = (message, snippet) => message.rules.why(snippet, null, null, null).strength >= 2;

/** @param {Snippet} snippet @param {boolean} [trusted] */
function hasCode(snippet, trusted = false) {
  const codes = codesOf(snippet, trusted);
  return codes.reply !== null || codes.enhanced !== null;
}

/** @param {Message} message */
const codesIn = ({ told }) =>
  told.entries.some((entry) => entry.answer && hasCode(entry.answer, entry.trusted)) ||
  told.loose.slice(0, 40).some((snippet) => hasCode(snippet));

/** The same of a failure: `250 2.0.0 Ok` is none. @param {Message} message */
const failsIn = ({ told }) =>
  told.entries.some((entry) => entry.answer && failing(entry.answer, entry.trusted)) ||
  told.loose.slice(0, 40).some((snippet) => failing(snippet));

/** @param {Snippet} snippet @param {boolean} [trusted] */
function failing(snippet, trusted = false) {
  const { reply, enhanced } = codesOf(snippet, trusted);
  return /^[45]/.test(reply?.value ?? enhanced?.value ?? "");
}

/** The report is a mail inside this one. @param {Message} message */
function mailInside(message) {
  const nested = message.depth < NESTING_LIMIT && message.read.nested.find((part) => part.isMail);
  if (!nested) return null;
  const inside = firstAnswer(
    MESSAGE_READERS,
    new Message(nested, message.rules, message.text, message.depth + 1, message.wraps),
  );
  return inside && inside.kind !== "unknown" ? inside : null;
}

/** What a mail inside another one says without being a report is its author's business. @param {Message} message */
function nothingInside({ depth }) {
  return depth ? unknown() : null;
}

/** Lines that are no report: each may hold a reply. @param {Message} message */
function looseReply(message) {
  return readLoose(message, message.prose, !message.isMail) ?? readLoose(message, message.copy, false);
}

const LOOSE_LINES = 300;
const LOOSE_WORDS = 300; // characters of a text whose words alone may say why

/**
 * @param {Message} message
 * @param {import("./text.js").Line[]} found
 * @param {boolean} words whether words alone may say why
 */
function readLoose(message, found, words) {
  const { rules } = message;
  const read = readLog(found);
  if (read.entries.length) return answer("log", read.entries, rules);
  const entry = newEntry();
  entry.answer = new Snippet(found.slice(0, LOOSE_LINES));
  const { text } = entry.answer;
  const host = saidHost(text);
  if (!hasCode(entry.answer)) {
    if (!words || message.spoken.has("letter")) return null;
    if (text.length >= LOOSE_WORDS) entry.answer = exceptionIn(message, found);
    if (!entry.answer || rules.why(entry.answer, host, null, null).strength < 2) return null;
  }
  entry.recipient = likelyRecipient(text);
  entry.host = host;
  const { submission, spoken } = message;
  return answer("reply", [entry], rules, { submission, over: spoken.has("over"), waits: spoken.has("delay") });
}

const EXCEPTION = /^\s*(?:Caused by: )?[\w.$:]{0,200}(?:Error|Exception|Timeout)\b/;

/**
 * What a mail library's exception says in a trace of calls, however long that is.
 * @param {Message} message @param {import("./text.js").Line[]} found @returns {Snippet | null}
 */
function exceptionIn(message, found) {
  if (!message.submission) return null;
  const said = found.slice(0, LOOSE_LINES).filter(({ text }) => text.length < LOOSE_WORDS && EXCEPTION.test(text));
  return said.length ? new Snippet(said) : null;
}

/**
 * A person's letter, or what a shop or a machine sends, without a word of a mail that failed.
 * @param {Message} message
 */
function ordinaryMail(message) {
  const { spoken, proseText, isMail } = message;
  if (!isMail) return saysOnly(message, "letter") ? noBounce("mail") : null;
  const subject = message.head("subject");
  if (!subject && !proseText.trim()) return null;
  const fails = maybeFailure(spoken) || spoken.has("delay") || spoken.has("over") || failureSubject(subject);
  const suspicious = fromDaemon(message.head("from")) || (fails && ABOUT_MAIL.test(subject + proseText));
  return ["from", "to", "message-id"].some((name) => message.mail.headers.has(name)) && !suspicious
    ? noBounce("mail")
    : null;
}
