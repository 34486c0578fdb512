// The answer for one recipient: verdict, picture, facts, where more is told, what to take along.

import { linksOf } from "./answer-links.js";
import { nameOfSpeaker, who } from "./answer-speaker.js";
import { notes, take } from "./answer-take.js";
import { el } from "./element.js";
import { ownContacts, ownPart } from "./own-copy.js";
import { picture } from "./picture.js";

/** @typedef {import("./decoder/answers.js").Answer} Answer */
/** @typedef {import("./decoder/decode.js").Failure} Failure */
/** @typedef {import("./decoder/verdict.js").Answers} Answers */
/** @typedef {import("./decoder/verdict.js").Verdict} Verdict */
/**
 * @typedef {{
 *   section: HTMLElement, outcome: string, verdict: Verdict, name: string
 * }} Card the answer for one recipient
 */
/**
 * @typedef {{
 *   shareLimit: number, reportTo?: string, own?: boolean
 * }} Options how long a shared line may be, where a wrong answer is reported, and whether the text is from the log of
 *   the server that answered
 */

/**
 * @param {Failure} failure
 * @param {Verdict} verdict
 * @param {Answer} found
 * @param {Answers} words
 * @param {URL} base
 * @param {Options} options
 * @returns {Card}
 */
export function cardOf(failure, verdict, found, words, base, options) {
  const { cause, title, steps } = reasonOf(verdict, words);
  const say = words.words;
  const code = [failure.reply, failure.enhanced].filter(Boolean).join(" ");
  const [word] = say.outcomes[verdict.outcome];
  const outcome = headline(word, title);
  const spoke = verdict.cause !== "connection-failed" || Boolean(code || failure.response);
  const speaker = spoke ? nameOfSpeaker(failure, words) : null;
  const section = el(
    "section",
    { class: `verdict is-${verdict.outcome}`, "aria-label": `Answer${code ? ` for ${code}` : ""}` },
    who(failure, speaker, spoke),
    head(outcome, say.courses[verdict.outcome]?.[verdict.retried.value]),
    el("p", { class: "verdict-summary", text: verdict.summary }),
    el("p", { class: "verdict-advice" }, el("strong", { text: "What now? " }), verdict.advice.sentence),
    ownLog(options, [cause?.url, failure.url], base),
    steps.length ? el("ol", { class: "answer-steps" }, ...steps.map((text) => el("li", { text }))) : null,
    picture(verdict, say.picture),
    facts(verdict, speaker, say, failure.by_wording),
    code ? chips(failure, words, base) : null,
  );
  const answer = { failure, found, verdict, code, cause, title, steps, say, base, limit: options.shareLimit };
  const further = linksOf(answer, words);
  if (further.childNodes.length) section.append(further);
  const own = ownPart(failure, words);
  if (own) section.append(own);
  section.append(notes(answer, ownContacts("sender", words)), take(answer, options));
  return { section, outcome, verdict, name: failure.recipient ?? code ?? "" };
}

/**
 * Sign (drawn by the stylesheet), outcome and the quiet line below it, as on the pages.
 * @param {string} outcome
 * @param {string} [course]
 */
export function head(outcome, course) {
  return el(
    "div",
    { class: "verdict-head" },
    el("span", { class: "verdict-sign", "aria-hidden": "true" }),
    el("p", { class: "verdict-outcome", text: outcome }),
    el("p", { class: "verdict-course", text: course ?? "" }),
  );
}

/**
 * Why, with the note of the situation, its title and the sender's steps.
 * @param {Verdict} verdict
 * @param {Answers} words
 */
function reasonOf(verdict, words) {
  const cause = words.causes[verdict.cause ?? ""];
  const situation = cause?.situations?.[verdict.situation ?? ""];
  const title = cause && verdict.cause !== "unclassified" ? (situation ?? cause).title : "";
  const mine = ["sender", "depends"].includes(verdict.whose_job);
  const steps = situation?.sender ?? (mine ? (cause?.sender ?? []) : []);
  return { cause: situation?.tell ? { ...cause, tell: situation.tell } : cause, title, steps };
}

/** "Refused: Mailbox full", but "Refused by a policy or filter". @param {string} word @param {string} title */
const headline = (word, title) =>
  title.toLowerCase().startsWith(word.toLowerCase()) ? title : [word, title].filter(Boolean).join(": ");

/**
 * Who reads such a log runs the server that answered: what is said to the sender is not for them.
 * @param {Options} options
 * @param {(string | null | undefined)[]} pages the first that there is has the steps
 * @param {URL} base
 */
function ownLog({ own }, pages, base) {
  const page = pages.find(Boolean);
  if (!own || !page) return null;
  const steps = new URL(`${page}#receiving-admin`, base);
  return el(
    "p",
    { class: "own-log" },
    el("strong", { text: "Is this your server’s log? " }),
    "Then your server gave this answer, by a rule or fault of its own: ",
    el("a", { href: steps, text: "what its admin does" }),
    ".",
  );
}

/**
 * Who can fix it, what is wrong, who says it or is known for the very wording; null where none of it is known.
 * @param {Verdict} verdict
 * @param {string | null} speaker
 * @param {import("./decoder/verdict.js").Words} say
 * @param {boolean} worded
 */
function facts(verdict, speaker, say, worded) {
  const wrong = ["depends", "nothing"].includes(verdict.trouble_with) ? null : say.troubles[verdict.trouble_with];
  const known = Object.entries({
    "Who can fix it?": say.fixers[verdict.whose_job],
    "What is wrong": wrong,
    [worded ? "The same text is known from" : "Who says it"]: speaker,
  }).filter(([, value]) => value);
  if (!known.length) return null;
  const list = el("dl", { class: "verdict-facts" });
  list.append(...known.map(([name, value]) => el("div", {}, el("dt", { text: name }), el("dd", { text: value }))));
  return list;
}

/** Each code with its title. @param {Failure} failure @param {Answers} words @param {URL} base */
function chips(failure, words, base) {
  const codes = [failure.reply, failure.enhanced].flatMap((code) => (code && words.codes[code] ? [code] : []));
  if (!codes.length) return null;
  return el(
    "p",
    { class: "chips" },
    ...codes.map((code) =>
      el(
        "a",
        { class: "chip", href: new URL(`${code}/`, base) },
        el("span", { class: "code", text: code }),
        ` ${words.codes[code].title}`,
      ),
    ),
  );
}
