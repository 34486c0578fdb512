/** What kind of text it is: a failure, a warning that it still waits, or no bounce at all. */

import * as words from "./kind-words.js";
import { Normal, PhraseBook } from "./phrases.js";
import { DIALOGS, PROGRAMS, SERVICES } from "./submission-words.js";

/**
 * @typedef {"arrived" | "away" | "challenge" | "delay" | "over" | "failure" | "hint" | "feedback" | "notice" |
 *   "letter"} Topic
 */

/** @param {string} text */
const lower = (text) => text.toLowerCase();
/** @param {string} text @param {string[]} phrases */
const any = (text, phrases) => phrases.some((phrase) => text.includes(phrase));
/** Of every language. @param {words.Words} byLanguage */
const flat = (byLanguage) => Object.values(byLanguage).flat();

const DAEMONS = flat(words.DAEMONS);
const FAILURE_SUBJECTS = flat(words.FAILURE_SUBJECTS);
const FEEDBACK_SUBJECTS = flat(words.FEEDBACK_SUBJECTS);
const RECEIPT_SUBJECTS = flat(words.RECEIPT_SUBJECTS);
const AWAY_SUBJECTS = flat(words.AWAY_SUBJECTS);
const CHALLENGES = flat(words.CHALLENGES);

/** Does only a program send under this name? @param {string} sender */
export const fromDaemon = (sender) => any(lower(sender), DAEMONS);

/** @param {string} subject */
export const failureSubject = (subject) => any(lower(subject), FAILURE_SUBJECTS);

/** @type {PhraseBook<Topic>} */
const BOOK = new PhraseBook();
/** @type {[Topic, words.Words][]} */
const TOPICS = [
  ["arrived", words.ARRIVED],
  ["away", words.AWAY],
  ["challenge", words.CHALLENGES],
  ["delay", words.DELAY],
  ["over", words.GIVEN_UP],
  ["failure", words.FAILURE],
  ["hint", words.HINTS],
  ["feedback", words.FEEDBACK],
  ["notice", words.NOTICES],
  ["letter", words.LETTERS],
];
for (const [topic, byLanguage] of TOPICS) for (const phrase of flat(byLanguage)) BOOK.add(`*${phrase}*`, topic);

/**
 * What a text speaks of: a challenge, a delay, that it is over, a failure. What stands inside a sentence of arrival,
 * such as "notifications of mail delivery errors from other systems", says nothing by itself.
 * @param {string} text the start of what a report says of itself
 * @returns {Set<Topic>}
 */
export function topics(text) {
  const hits = BOOK.find(new Normal(text));
  const arrived = hits.filter((hit) => hit.data === "arrived");
  const inside = (/** @type {import("./phrases.js").Hit<Topic>} */ { data, start, end }) =>
    data !== "arrived" && arrived.some((one) => one.start <= start && one.end >= end);
  return new Set(hits.filter((hit) => !inside(hit)).map((hit) => hit.data));
}

/** A receipt that says one of these is a refusal all the same. */
export const RECEIPT_WITH_FAILURE = /quota|reject|fail|not deliver|refus/;

/** Does it come from a list, whose members write about bounces too? @param {import("./mail.js").Part} mail */
export const isPost = ({ headers }) =>
  (headers.has("list-id") || headers.has("list-post")) && !headers.has("x-list-administrivia");

const AUTOMATIC_HEADERS = ["x-autoreply", "x-autorespond", "x-auto-response-suppress", "x-mail-autoreply"];

/** @type {PhraseBook<true>} */
const SUBMISSIONS = new PhraseBook();
for (const phrase of [...PROGRAMS, ...SERVICES, ...flat(DIALOGS)]) SUBMISSIONS.add(`*${phrase}*`, true);

/** Is it a mail program's dialog, a library's exception or a service's refusal to take it? @param {string} text */
export const isSubmission = (text) => SUBMISSIONS.find(new Normal(text)).length > 0;

/** Does it speak of a failure, surely or perhaps? @param {Set<Topic>} spoken */
export const maybeFailure = (spoken) => spoken.has("failure") || spoken.has("hint");

/**
 * What else than a bounce is this mail? Asked only where no failed recipient was found in a report.
 * @param {import("./mail.js").Part} mail
 * @param {(name: string) => string} head reads a header
 * @param {Set<Topic>} spoken topics of the report's own text
 * @returns {import("./answers.js").What} null: nothing says that it is something else
 */
export function noBounceKind(mail, head, spoken) {
  const subject = lower(head("subject"));
  const failure = failureSubject(subject);
  if (any(subject, FEEDBACK_SUBJECTS) && !failure) return "feedback";
  if (spoken.has("feedback") && !maybeFailure(spoken)) return "feedback";
  if (head("feedback-type") || mail.params.get("report-type") === "feedback-report") return "feedback";
  if (RECEIPT_SUBJECTS.some((start) => subject.startsWith(start))) return "confirmation";
  if (spoken.has("arrived") && !maybeFailure(spoken) && !spoken.has("delay")) return "confirmation";
  if (spoken.has("challenge") || any(subject, CHALLENGES)) return "auto-reply";
  const listed = mail.headers.has("x-failed-recipients");
  if (any(subject, AWAY_SUBJECTS)) return listed ? null : "auto-reply";
  if (fromDaemon(head("from")) || listed || maybeFailure(spoken)) return null;
  return spoken.has("away") || (isAutomatic(mail, head) && !failure) ? "auto-reply" : null;
}

/** A program sent it (RFC 3834). @param {import("./mail.js").Part} mail @param {(name: string) => string} head */
function isAutomatic(mail, head) {
  return (
    /auto-(replied|generated|notified)/.test(lower(head("auto-submitted"))) ||
    AUTOMATIC_HEADERS.some((name) => mail.headers.has(name)) ||
    any(lower(head("precedence")), ["auto_reply", "auto-reply"])
  );
}
