/** The shapes of an answer, and how failures get their order. */

import { makeFailure } from "./failure.js";

/** @typedef {"bounce" | "delay-notice" | "reply" | "log" | "not-a-bounce" | "unknown"} Kind */
/** @typedef {"auto-reply" | "feedback" | "confirmation" | "mail" | null} What which kind of "not-a-bounce" */
/** @typedef {{ kind: Kind, what: What, failures: import("./decode.js").Failure[] }} Answer */

/** Nothing can be said of it. @returns {Answer} */
export const unknown = () => ({ kind: "unknown", what: null, failures: [] });

/** Nothing has failed. @param {What} what @returns {Answer} */
export const noBounce = (what) => ({ kind: "not-a-bounce", what, failures: [] });

/**
 * What the entries of a text say, best first: what has a code or a cause before what has neither.
 * @param {"bounce" | "delay-notice" | "reply" | "log"} kind
 * @param {import("./report.js").Entry[]} entries
 * @param {import("./causes.js").Rules} rules
 * @param {{
 *   reporter?: string | null, context?: import("./text.js").Snippet[], time?: string | null, submission?: boolean,
 *   over?: boolean, waits?: boolean
 * }} [shared]
 * @returns {Answer}
 */
export function answer(kind, entries, rules, shared = {}) {
  const failures = entries.map((entry) => makeFailure(entry, rules, { kind, ...shared }));
  const told = failures.filter((failure) => failure.reply || failure.enhanced || failure.cause);
  const rest = failures.filter((failure) => !(failure.reply || failure.enhanced || failure.cause));
  return { kind, what: null, failures: [...told, ...rest] };
}

/**
 * Entries of a webhook or a log: only a warning where all of them still wait.
 * @param {import("./report.js").Entry[]} entries
 */
export const bounceOrDelay = (entries) => (entries.every((entry) => entry.delayed) ? "delay-notice" : "bounce");

/**
 * The same answer with its evidence where it stood before a text was rewritten; what cannot be told is left out.
 * @param {Answer} found @param {(start: number, end: number) => { start: number, end: number } | null} span @returns
 *   {Answer}
 */
export function moved(found, span) {
  const place = (/** @type {import("./decode.js").Evidence} */ { start, end, says }) => {
    const old = span(start, end);
    return old ? [{ ...old, says }] : [];
  };
  const failures = found.failures.map((failure) => ({ ...failure, evidence: failure.evidence.flatMap(place) }));
  return { ...found, failures };
}
