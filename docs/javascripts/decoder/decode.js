/**
 * Read a bounce: anything that a person pastes, from a whole mail to `5.7.1`.
 *
 * No DOM, no network, no dependencies; the same module runs in a page, in a worker and in Node. It never throws,
 * works in time linear to its input, and says nothing rather than guess.
 */

import { moved, unknown } from "./answers.js";
import { compile } from "./causes.js";
import { plainCharacters } from "./look-alikes.js";
import { readPaste } from "./readers.js";

export { compile } from "./causes.js";

/**
 * @typedef {object} Evidence
 * @property {number} start offset into the pasted text
 * @property {number} end
 * @property {"reply" | "enhanced" | "cause" | "provider" | "wording" | "recipient"} says "wording": nothing else names
 *   the provider
 */

/**
 * @typedef {object} Failure
 * @property {string | null} reply
 * @property {string | null} enhanced
 * @property {boolean | null} permanent
 * @property {boolean} gave_up a temporary code, but the sending side has stopped trying
 * @property {boolean} submission out of a mail program's dialog, a library's exception or a sending service's refusal
 *   to take it: no queue holds it
 * @property {boolean} still_tried the text says that a queue still holds it, whatever the digit
 * @property {string | null} cause
 * @property {boolean} cause_said words of the text say the cause, not only its codes
 * @property {string | null} situation a finer kind of the cause, without the cause's own id
 * @property {string | null} provider
 * @property {boolean} by_wording nothing but the wording names the provider: known for it, it need not have written it
 * @property {string | null} response the response that was recognised, `provider/id`
 * @property {string | null} recipient the address that the sender wrote
 * @property {string | null} final_recipient where it was sent in the end, when that differs
 * @property {string | null} refused_by
 * @property {string | null} reported_by
 * @property {string | null} until how long the sending server goes on trying, as the text has it
 * @property {string | null} time when it was last tried or reported, as the text has it
 * @property {string | null} url relative to the site's root
 * @property {string | null} line the one line that matters, without addresses' surroundings, for links and notes
 * @property {Evidence[]} evidence
 */

/**
 * @param {string} text what was pasted
 * @param {any} rules api/v1/decoder.json
 * @returns {import("./answers.js").Answer}
 */
export function decode(text, rules) {
  try {
    return decodeText(typeof text === "string" ? text : String(text ?? ""), compile(rules));
  } catch {
    return unknown();
  }
}

/**
 * The same without the net below it, for tests: what the net catches is a mistake here.
 * @param {string} text @param {import("./causes.js").Rules} rules @returns {import("./answers.js").Answer}
 */
export function decodeText(text, rules) {
  const plain = plainCharacters(text);
  const found = readPaste(plain.text, rules);
  return plain.text.length === text.length ? found : moved(found, plain.span);
}
