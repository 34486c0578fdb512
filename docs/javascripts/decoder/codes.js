/**
 * Find reply codes and enhanced codes in what a server wrote.
 *
 * Three digits are a code only where something says so: an enhanced code beside them, the start of a reply, or a
 * word such as "said:" in front. Sizes, ports, dates, IP addresses and version numbers are no codes.
 */

import {
  AT,
  COLON,
  COMMA,
  DASH,
  DOLLAR,
  DOT,
  FIVE,
  FOUR,
  LAST_ASCII,
  PERCENT,
  PLUS,
  SEVEN,
  SLASH,
  SPACE,
  TWO,
  UNDERSCORE,
  ZERO,
} from "./characters.js";
import * as words from "./code-words.js";
import { isDigit, isLetter } from "./text.js";

/**
 * @typedef {object} Found
 * @property {string} value
 * @property {number} start
 * @property {number} end
 */

/** @typedef {{ reply: Found | null, enhanced: Found | null }} Codes */
/** @typedef {{ reply: Found, enhanced: Found | null, strength: number }} Candidate */

/**
 * End of an enhanced code that starts at `i`, or -1.
 * @param {string} text @param {number} i
 */
export function enhancedEnd(text, i) {
  const c = text.charCodeAt(i);
  if ((c !== TWO && c !== FOUR && c !== FIVE) || text.charCodeAt(i + 1) !== DOT) return -1;
  const subject = text.charCodeAt(i + 2);
  if (subject < ZERO || subject > SEVEN || text.charCodeAt(i + 3) !== DOT) return -1; // subjects are 0 to 7
  let end = i + 4;
  while (isDigit(text.charCodeAt(end)) && end < i + 8) end++;
  const digits = end - i - 4;
  if (digits < 1 || digits > 3) return -1;
  const next = text.charCodeAt(end);
  if (isLetter(next) || next === UNDERSCORE || next === AT || next === SLASH || next === PERCENT) return -1;
  if (next === DOT && isDigit(text.charCodeAt(end + 1))) return -1; // 5.1.1.9 is no code
  return before(text, i) ? end : -1;
}

/** May a code start here, going by the character in front? @param {string} text @param {number} i */
function before(text, i) {
  if (i === 0) return true;
  const c = text.charCodeAt(i - 1);
  if (
    isDigit(c) ||
    isLetter(c) ||
    c === DOT ||
    c === UNDERSCORE ||
    c === AT ||
    c === SLASH ||
    c === PLUS ||
    c === DOLLAR ||
    c === PERCENT
  )
    return false;
  if (c === DASH) {
    // 550-5.7.1: fine after a reply code only
    return (
      i >= 4 && isDigit(text.charCodeAt(i - 2)) && isDigit(text.charCodeAt(i - 3)) && isDigit(text.charCodeAt(i - 4))
    );
  }
  return true;
}

/** Replies that are no failure. */
const SUCCESSES = new Set("211 214 220 221 235 250 251 252 253 334 354".split(" "));

/** Beside these, three digits are a part of something longer. */
const JOINS_BEHIND = new Set([UNDERSCORE, AT, PERCENT, SLASH, PLUS]);
const JOINS_IN_FRONT = new Set([DOT, UNDERSCORE, AT, SLASH, PLUS, DOLLAR]);

/**
 * Three digits that could be a reply.
 * @param {string} text
 * @param {number} i
 * @param {boolean} [success] successes too
 */
export function replyLike(text, i, success = false) {
  const c = text.charCodeAt(i);
  if (!(c === FOUR || c === FIVE || (success && SUCCESSES.has(text.slice(i, i + 3))))) return false;
  if (!isDigit(text.charCodeAt(i + 1)) || !isDigit(text.charCodeAt(i + 2))) return false;
  const next = text.charCodeAt(i + 3);
  if (isDigit(next) || isLetter(next) || JOINS_BEHIND.has(next)) return false;
  if ((next === DOT || next === COMMA || next === COLON) && isDigit(text.charCodeAt(i + 4))) return false;
  if (i > 0) {
    const prev = text.charCodeAt(i - 1);
    if (isDigit(prev) || isLetter(prev) || JOINS_IN_FRONT.has(prev)) return false;
    if ((prev === DASH || prev === COMMA) && i > 1 && text.charCodeAt(i - 2) > SPACE && !isRepeated(text, i))
      return false;
  }
  return true;
}

/** A reply inside a reply: `550-550 5.1.10 …` @param {string} text @param {number} i */
const isRepeated = (text, i) => text[i - 1] === "-" && /(?:^|\D)[45]\d\d$/.test(text.slice(Math.max(0, i - 5), i - 1));

/** Marks between a reply and its enhanced code. */
const BETWEEN_CODES = " -:#('\"[<,\t";

/**
 * Index of the enhanced code that belongs to the reply ending at `end`, or -1.
 * @param {string} text
 * @param {number} end
 */
function besideReply(text, end) {
  let i = end;
  for (let n = 0; n < 6; n++, i++) {
    const c = text[i];
    if (c === "b" && (text[i + 1] === "'" || text[i + 1] === '"')) continue; // Python's (550, b'5.1.1 …')
    if (c === undefined || !BETWEEN_CODES.includes(c)) break;
  }
  if (i === end) return -1;
  return enhancedEnd(text, i) > 0 ? i : -1;
}

/** Of every language. @param {words.Words} byLanguage */
const setOf = (byLanguage) => new Set(Object.values(byLanguage).flat());

const TRIGGERS = setOf(words.TRIGGERS);

const TRIGGER_ENDS = Object.values(words.TRIGGER_ENDS).flat();

/** @param {string} word */
const isTrigger = (word) => TRIGGERS.has(word) || TRIGGER_ENDS.some((end) => word.endsWith(end));

const NOT_CODES = setOf(words.MEASURES);

const UNITS = setOf(words.UNITS);

/**
 * How sure it is that the three digits at `i` are a reply: 3 an enhanced code stands beside them, 2 a word in
 * front says so, 1 the start of a line that reads like a reply, 0 nothing says so.
 * @param {string} text @param {number} i @param {boolean} atStart
 */
export function replyStrength(text, i, atStart) {
  if (besideReply(text, i + 3) >= 0) return 3;
  const next = wordAfter(text, i + 3);
  if (UNITS.has(next) || isHttp(text, i) || isProcess(text, i)) return 0;
  if (text[i - 1] === "(" && /^, ?[ub]?['"]/.test(text.slice(i + 3, i + 8))) return 2; // Python's (550, b'…')
  let k = i - 1;
  const stop = Math.max(-1, k - MARKS_LIMIT);
  while (k > stop && MARKS.includes(text[k])) k--;
  if (k < 0) return atStart ? 1 : 0;
  if (k === stop) return 0;
  if (ENDS_OF_WORDS.includes(text[k])) return strengthBehind(text, i, k);
  if (text[i - 1] === "<" && text[i - 2] === "<") return 2;
  if (QUOTES.includes(text[i - 1]) && isSentence(text, i + 3)) return 1;
  // 不存在 550 User not found
  if (text.charCodeAt(k) > OTHER_SCRIPTS && /^ (?:$|[A-Za-z])/.test(text.slice(i + 3, i + 5))) return 1;
  if (isTrigger(wordBefore(text, k + 1))) return 2;
  // 550-'Unknown user'
  return text[i + 3] === "-" && text[i - 1] === " " && (text[i + 4] === "'" || text[i + 4] === '"') ? 1 : 0;
}

/**
 * The same where a mark stands at `k` in front of the digits at `i`.
 * @param {string} text
 * @param {number} i
 * @param {number} k
 */
function strengthBehind(text, i, k) {
  const mark = text[k];
  let w = k - (mark === "]" || mark === ")" ? 0 : 1);
  const far = Math.max(-1, w - MARKS_LIMIT);
  while (w > far && ENDS_OF_QUOTES.includes(text[w])) w--;
  const word = wordBefore(text, w + 1);
  // "said:550" and "DATA:554", but "example.org:587"
  if (mark === ":" && k === i - 1)
    return isTrigger(word) || COMMAND.test(text.slice(Math.max(0, w - 10), w + 1)) ? 2 : 0;
  const last = text[w];
  if (last === "]" || last === ")" || last === ">") return mark === "-" ? 0 : 2;
  if (NOT_CODES.has(word)) return 0;
  if (isTrigger(word)) return 2;
  const opens = mark === ":" || mark === ";" || (mark === "," && QUOTES.includes(text[i - 1])); // {:failure, "501 …"}
  return opens && isSentence(text, i + 3) ? 1 : 0;
}

/** What NetEase and others put in front of a reply: the command that it answers. */
const COMMAND = /\b(?:HELO|EHLO|STARTTLS|AUTH|MAIL FROM|RCPT TO|DATA|DOT|BDAT)$/;

/** The number of a process: "lmtp(ada@example.org)<551>", "smtp[450]:" @param {string} text @param {number} i */
const isProcess = (text, i) =>
  (text[i - 2] === ")" && text[i - 1] === "<" && text[i + 3] === ">") ||
  (text[i - 1] === "[" && isLetter(text.charCodeAt(i - 2)) && text.startsWith("]:", i + 3));

/** A number of HTTP, which has a 503 too: named so, or in a web server's log. @param {string} text @param {number} i */
function isHttp(text, i) {
  if (/http/i.test(text.slice(Math.max(0, i - 24), i))) return true;
  return text[i - 1] === "=" && HTTP_FIELD.test(text.slice(Math.max(0, i - 160), i + 160));
}

const HTTP_FIELD = /(?:^|[\s{,])"?(?:method|path|remote_addr|user_agent|request_uri|uri)"?[=:]/;

/** Does what follows the digits read like a reply's text? @param {string} text @param {number} i */
function isSentence(text, i) {
  if (text.charCodeAt(i) > OTHER_SCRIPTS) return true; // 550エラー
  if (text[i] !== " " && text[i] !== "-") return false;
  let k = i;
  while (k < i + 3 && (text[k] === " " || text[k] === "-")) k++;
  const next = text.charCodeAt(k);
  return isLetter(next) || "<[\"'(`".includes(text[k] ?? "x") || next > LAST_ASCII;
}

/** From here on are scripts that need no space between a number and a word. */
const OTHER_SCRIPTS = 0x2e80;

/** Marks between a word and its code, and in front of an answer. */
const MARKS = " \t\"'`([{<>=#«└─";
const ENDS_OF_WORDS = ":;,|])»-：";
const ENDS_OF_QUOTES = " \"'`”";
const QUOTES = '"`«';
const LEADING_MARKS = " \t\"'`([{<>#*-«";

/** No more marks than these stand between a word and its code; further back nothing is looked for. */
const MARKS_LIMIT = 60;

/** @param {string} text @param {number} end */
function wordBefore(text, end) {
  let start = end;
  while (start > 0 && end - start < 24 && isWordCharacter(text.charCodeAt(start - 1))) start--;
  return text.slice(start, end).toLowerCase();
}

/** @param {string} text @param {number} i */
function wordAfter(text, i) {
  for (let n = 0; n < MARKS_LIMIT && text[i] === " "; n++) i++;
  let end = i;
  while (end - i < 16 && isWordCharacter(text.charCodeAt(end))) end++;
  return text.slice(i, end).toLowerCase();
}

/** @param {number} c */
const isWordCharacter = (c) => isLetter(c) || c === UNDERSCORE || c > LAST_ASCII;

/** Where the next 2, 3, 4 or 5 stands, or -1. @param {string} text @param {number} from */
function firstDigit(text, from) {
  CLASS_DIGIT.lastIndex = from;
  return CLASS_DIGIT.test(text) ? CLASS_DIGIT.lastIndex - 1 : -1;
}

const CLASS_DIGIT = /[2-5]/g;
const CODE_LIKE = /[2-5](?:\d\d|\.\d)/;

/**
 * Read the codes of one answer.
 * @param {string} text what a server wrote, on one line
 * @param {{ trusted?: boolean, success?: boolean, starts?: number[] }} [how] trusted: the text is known to be a
 *   server's answer; starts: where its lines start
 * @returns {Codes}
 */
export function readCodes(text, how = {}) {
  let best = null;
  // a whole answer quoted inside another: "554 4.4.7 Message expired <421 4.4.2 Connection timed out>"
  let inner = null;
  let loneEnhanced = null;
  if (!CODE_LIKE.test(text)) return { reply: null, enhanced: null };
  const starts = new Set(how.starts);
  const start = answerStart(text);
  const firstWord = afterMarks(text, start);
  for (let i = firstDigit(text, start); i >= 0; i = firstDigit(text, i + 1)) {
    if (replyLike(text, i, how.success)) {
      const atStart = i <= firstWord;
      const sure = atStart && how.trusted && startsAnswer(text, i + 3);
      const strength = sure ? 3 : strengthInLine(text, i, atStart, starts);
      if (strength > 0) {
        const beside = besideReply(text, i + 3);
        const found = pair(text, i, beside);
        if (!best || beats({ ...found, strength }, best)) best = { ...found, strength };
        else if (beside >= 0 && quoted(text, i)) inner = { ...found, strength };
        i = found.enhanced ? found.enhanced.end - 1 : i + 2;
        continue;
      }
    }
    const end = enhancedEnd(text, i);
    if (end > 0) {
      if (
        (!loneEnhanced || (loneEnhanced.bracketed === false && bracketed(text, i))) &&
        (starts.has(i) || enhancedBelievable(text, i, how.trusted))
      ) {
        loneEnhanced = { value: text.slice(i, end), start: i, end, bracketed: bracketed(text, i) };
      }
      i = end - 1;
    }
  }
  const chosen = inner ?? best;
  if (!chosen) return { reply: null, enhanced: strip(loneEnhanced) };
  return { reply: chosen.reply, enhanced: chosen.enhanced ?? strip(loneEnhanced) };
}

/**
 * How sure a reply is that need not be one; the start of any line tells a little.
 * @param {string} text
 * @param {number} i
 * @param {boolean} atStart
 * @param {Set<number>} starts
 */
function strengthInLine(text, i, atStart, starts) {
  const strength = replyStrength(text, i, atStart);
  if (strength > 0 || !(atStart || starts.has(i))) return strength;
  return isSentence(text, i + 3) && !UNITS.has(wordAfter(text, i + 3)) ? 1 : 0;
}

/**
 * Is an answer further on the better one? It is where more says that it is one, where it repeats the code and adds an
 * enhanced one, and where the one in front only follows from a refusal.
 * @param {Candidate} found @param {Candidate} best
 */
function beats(found, best) {
  const [value, before] = [found.reply.value, best.reply.value];
  if (value === FOLLOWS) return false;
  if (before === FOLLOWS && "45".includes(value[0])) return true;
  if (value === before && found.enhanced && !best.enhanced && found.strength >= best.strength) return true;
  return found.strength > best.strength;
}

/** "Bad sequence of commands": what a server says to the commands that follow on its refusal. */
const FOLLOWS = "503";

/** @param {(Found & { bracketed: boolean }) | null} found */
const strip = (found) => found && { value: found.value, start: found.start, end: found.end };

/** @param {string} text @param {number} i @param {number} beside */
function pair(text, i, beside) {
  const reply = { value: text.slice(i, i + 3), start: i, end: i + 3 };
  if (beside < 0) return { reply, enhanced: null };
  let end = beside + 4;
  while (isDigit(text.charCodeAt(end))) end++;
  return { reply, enhanced: { value: text.slice(beside, end), start: beside, end } };
}

/** Skip "smtp;", "x-postfix;", quotes and the like in front of an answer. @param {string} text */
function answerStart(text) {
  const semicolon = text.indexOf(";");
  if (semicolon > 0 && semicolon < 12 && /^[a-zA-Z-]+ ?$/.test(text.slice(0, semicolon))) return semicolon + 1;
  return 0;
}

/** Where the marks in front of an answer end. @param {string} text @param {number} from */
function afterMarks(text, from) {
  while (from < text.length && LEADING_MARKS.includes(text[from])) from++;
  return from;
}

/** After the digits of an answer comes a space, a dash, a colon or nothing. @param {string} text @param {number} i */
function startsAnswer(text, i) {
  const c = text[i];
  return (c === undefined || " -:#,.;'\")]<>".includes(c)) && !UNITS.has(wordAfter(text, i));
}

/** Is the answer at `i` a quotation inside a longer one? @param {string} text @param {number} i */
function quoted(text, i) {
  let k = i - 1;
  const stop = Math.max(0, k - MARKS_LIMIT);
  while (k > stop && text[k] === " ") k--;
  if (text[k] === "<" || text[k] === "'" || text[k] === '"') return true;
  if (text[k] === ";") return /<[^<>]{0,40}\bsmtp$/i.test(text.slice(Math.max(0, k - 50), k)); // < #5.7.133 smtp;550 …>
  return (
    text[k] === ":" &&
    /(said|error|response|returned|reply|deferred)$/.test(text.slice(Math.max(0, k - 9), k).toLowerCase())
  );
}

/** @param {string} text @param {number} i */
const bracketed = (text, i) => i > 0 && (text[i - 1] === "#" || (text[i - 1] === "(" && text[i - 2] !== "v"));

/**
 * A lone enhanced code needs a sign that it is one and no version.
 * @param {string} text
 * @param {number} i
 * @param {boolean} [trusted]
 */
function enhancedBelievable(text, i, trusted) {
  let k = i - 1;
  const stop = Math.max(-1, k - MARKS_LIMIT);
  while (k > stop && (text[k] === " " || text[k] === "(" || text[k] === "[" || text[k] === "`")) k--;
  if (k < 0) return true;
  const c = text[k];
  let w = k + 1;
  const far = Math.max(0, w - MARKS_LIMIT);
  while (w > far && ":=\"' ".includes(text[w - 1])) w--;
  if (VERSION_WORDS.has(wordBefore(text, w))) return false;
  if (
    c === "#" ||
    c === ":" ||
    c === ";" ||
    c === "=" ||
    c === "<" ||
    c === ">" ||
    c === '"' ||
    c === "'" ||
    c === "-" ||
    c === "|"
  )
    return true;
  const word = wordBefore(text, k + 1);
  if (ENHANCED_WORDS.has(word)) return true;
  return trusted === true && !VERSION_WORDS.has(word) && text[i - 1] === " ";
}

const ENHANCED_WORDS = setOf(words.ENHANCED);
const VERSION_WORDS = setOf(words.VERSIONED);
