/** The decoder with its rules and answers beside it: no network, no dependencies. */

import { readFileSync } from "node:fs";
import * as decoder from "./decoder/index.js";

const read = (name) => JSON.parse(readFileSync(new URL(`./data/${name}`, import.meta.url), "utf8"));

/** The rules that `decode` takes (the site's api/v1/decoder.json). */
export const rules = read("decoder.json");
/** What `verdictOf` takes (the site's api/v1/answers.json). */
export const answers = read("answers.json");
/** The address that this package was fetched from, with a slash at the end. */
export const site = read("site.json").site;

/** What a text says: `{ kind, what, failures }`. @param {string} text */
export const decode = (text) => decoder.decode(text, rules);

/** What follows from one of `decode`'s failures. @param {any} failure */
export const verdictOf = (failure) => decoder.verdictOf(failure, answers);

/** Both at once: `{ kind, what, failures }`, each failure with its `verdict`. @param {string} text */
export const explain = (text) => decoder.explain(text, rules, answers);
