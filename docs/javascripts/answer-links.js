// Where more is told than the answer says, opened at the very place.

import { el } from "./element.js";
import { saidOf } from "./said.js";

/** @typedef {import("./answer-note.js").Told} Told */
/** @typedef {import("./decoder/decode.js").Failure} Failure */
/** @typedef {import("./decoder/verdict.js").Verdict} Verdict */
/** @typedef {import("./decoder/verdict.js").Answers} Answers */

/**
 * Where more is told: the code's page, the cause's, how to get off the list, the very text.
 * @param {Told} answer
 * @param {Answers} words
 */
export function linksOf({ failure, verdict, code, cause, title, say, base }, words) {
  const links = el("p", { class: "answer-links" });
  const add = (/** @type {string} */ address, /** @type {string} */ text) =>
    links.append(links.childNodes.length ? " " : "", el("a", { href: new URL(address, base), text }));
  const page = pageOf(failure, verdict, words);
  if (page) add(page, `All about ${code || "it"}`);
  if (cause?.url) {
    // straight to the situation's own steps, else to those of the role whose job it is
    const situation = cause.situations?.[verdict.situation ?? ""] ? verdict.situation : null;
    const role = say.roles[verdict.whose_job] ? verdict.whose_job : null;
    const place = situation ?? role;
    add(cause.url + (place ? `#${place}` : ""), `What to do: ${title || cause.title}`);
    if (place && place === role && role !== "sender" && cause.sender?.length)
      add(`${cause.url}#sender`, "What the sender can do");
  }
  const off = words.delisting.causes.includes(verdict.cause ?? "") && words.delisting.providers[failure.provider ?? ""];
  if (off) add(off, "How to get off the list");
  if (failure.response)
    add(
      `providers/${failure.response.replace("/", "/#")}`,
      failure.by_wording ? "The known text, and when it was seen" : "This very text",
    );
  return links;
}

/**
 * The page of the code; where the text tells another cause or situation than the page, with what it told (a redirect of
 * a pair without a page would lose it).
 * @param {Failure} failure
 * @param {Verdict} verdict
 * @param {Answers} words
 */
function pageOf({ url }, { cause, situation }, words) {
  const names = (url ?? "").split("/").filter(Boolean);
  const pair = words.pairs?.[names.join(" ")];
  const page = { ...words.codes[names.at(-1) ?? ""], ...pair };
  const told = cause === page.cause && (situation ?? null) === (page.situation ?? null);
  if (!url || !page.title || !cause || !words.causes[cause]?.url || told) return url;
  return (pair ? url : `${names.at(-1)}/`) + saidOf(cause, situation);
}
