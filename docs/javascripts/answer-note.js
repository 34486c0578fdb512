// What a reader takes along from an answer: a note for the one who can fix it, a text for a ticket, a link, a report
// that the answer is wrong. Notes hide addresses unless they are wanted; the report never holds the paste.
import { cut, masked } from "./cut.js";

/** @typedef {import("./decoder/verdict.js").Verdict} Verdict */

/**
 * All that a note may tell of one failure.
 * @typedef {object} Told
 * @property {import("./decoder/decode.js").Failure} failure
 * @property {import("./decoder/answers.js").Answer} found
 * @property {Verdict} verdict
 * @property {string} code
 * @property {import("./decoder/verdict.js").Cause | undefined} cause
 * @property {string} title
 * @property {string[]} steps
 * @property {import("./decoder/verdict.js").Words} say
 * @property {URL} base
 * @property {number} limit
 */

/** @type {Record<string, { name: string, asks: string }>} */
const READERS = {
  "sending-admin": { name: "your mail admin", asks: "Could you look at our side of it?" },
  "receiving-admin": {
    name: "their mail admin",
    asks: "Could you check why your server refused it, and whether that was meant?",
  },
  recipient: { name: "the recipient", asks: "Could you ask the people who run your mail to look at it?" },
};
/** @type {Record<string, string>} */
const COURSES = { delayed: "is delayed", accepted: "was taken by the receiving server" };

/** For whom a note is written first: who can fix it, else the reader's own admin. */
export const readerOf = (/** @type {Verdict} */ verdict) =>
  READERS[verdict.whose_job] ? verdict.whose_job : "sending-admin";
export const readers = Object.entries(READERS).map(([value, { name }]) => [value, name]);
export const nameOf = (/** @type {string} */ reader) => READERS[reader].name;

/**
 * A record's sentence with what is known filled in; a clause whose code, host or time is not known is left out.
 * @param {string} text such as 'A rule refuses my mail: {host} answered "{code}" on {time}. Could you …?'
 * @param {{ code?: string | null, host?: string | null, time?: string | null }} known
 */
export function filled(text, known) {
  const values = new Map(Object.entries(known));
  let out = text;
  if (!known.time) out = out.replace(/,? (?:on|at|since|from) \{time\}/g, "");
  if (!known.code) out = out.replace(/,? (?:answered|says|said|with|code|the code) ["“]?\{code\}["”]?/g, " refused it");
  if (!known.host) out = out.replace(/\{host\}/g, "the server").replace(/(^|[.?!] )the server/g, "$1The server");
  out = out.replace(/\{(code|host|time)\}/g, (whole, name) => values.get(name) ?? whole);
  return out
    .split(/(?<=[.?!]) /)
    .filter((sentence) => !/\{\w+\}/.test(sentence))
    .join(" ");
}

/**
 * The note, one fact a line; each reader gets its own request.
 * @param {Told} answer
 * @param {string} reader
 * @param {boolean} withAddresses
 */
export function note({ failure, verdict, code, cause, base, limit }, reader, withAddresses) {
  const known = { code, host: failure.refused_by, time: failure.time };
  const to = withAddresses && failure.recipient ? ` to ${failure.recipient}` : "";
  const line = failure.line && cut(withAddresses ? failure.line : masked(failure.line), limit);
  return [
    `A mail${to} ${COURSES[verdict.outcome] ?? "was not delivered"}.`,
    code && `Code: ${code}`,
    failure.refused_by && `Server that refused it: ${failure.refused_by}`,
    failure.reported_by && `Reported by: ${failure.reported_by}`,
    failure.time && `Time: ${failure.time}`,
    line && `Its words: ${line}`,
    reader === readerOf(verdict) && cause?.tell ? filled(cause.tell, known) : READERS[reader].asks,
    failure.url && `Explained at: ${new URL(failure.url, base)}`,
  ]
    .filter(Boolean)
    .join("\n");
}

/**
 * The answer as plain text, for a ticket: what happened, who can fix it, what now, where it is explained.
 * @param {Told} answer
 */
export function ticket({ failure, verdict, code, cause, title, steps, say, base }) {
  const page = failure.url ?? cause?.url;
  return [
    `${code ? `${code}: ` : ""}${say.outcomes[verdict.outcome][0]}${title ? `, ${title}` : ""}`,
    say.courses[verdict.outcome]?.[verdict.retried.value],
    verdict.summary,
    `What now: ${verdict.advice.sentence}`,
    say.fixers[verdict.whose_job] && `Who can fix it: ${say.fixers[verdict.whose_job]}`,
    ...steps.map((step) => `- ${step}`),
    page && String(new URL(page, base)),
  ]
    .filter(Boolean)
    .join("\n");
}

/**
 * Where a wrong answer is reported: codes and the kind of text, never the text.
 * @param {Told} answer
 * @param {string} address
 */
export function report({ failure, found, code, verdict }, address) {
  const made = new URL(address);
  made.searchParams.set("title", `Decoder: wrong answer for ${code || "a text without a code"}`);
  made.searchParams.set(
    "body",
    [
      `Codes: ${code || "none"}`,
      `Kind of text: ${found.kind}`,
      `Answer: ${verdict.outcome}, cause ${failure?.cause ?? "none"}, speaker ${failure?.provider ?? "none"}`,
      "",
      "What would be right? Please leave addresses and names out.",
      "",
    ].join("\n"),
  );
  return made.href;
}
