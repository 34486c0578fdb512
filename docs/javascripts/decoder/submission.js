/** Was it refused while it was being handed in? Then no queue holds it, and nothing is tried again by itself. */

import { Normal, PhraseBook } from "./phrases.js";
import { PROGRAMS, SERVICES, DIALOGS } from "./submission-words.js";

/** An exception stands at the end of a long trace as often as at its start. */
const LOOK = 6000;

/** @type {PhraseBook<true>} */
const BOOK = new PhraseBook();
for (const word of [...PROGRAMS, ...SERVICES, ...Object.values(DIALOGS).flat()]) BOOK.add(`*${word}*`, true);

/** @param {string} text what was pasted */
export function isSubmission(text) {
  return tells(text.slice(0, LOOK)) || (text.length > LOOK && tells(text.slice(Math.max(LOOK, text.length - LOOK))));
}

/** @param {string} text */
const tells = (text) => BOOK.find(new Normal(text)).length > 0;
