/** A pasted text, read and judged: what `decode` finds, each failure with its verdict. */

import { decode } from "./decode.js";
import { verdictOf } from "./verdict.js";

export { decode, verdictOf };

/**
 * @param {string} text what was pasted
 * @param {any} rules api/v1/decoder.json
 * @param {any} answers api/v1/answers.json
 */
export function explain(text, rules, answers) {
  const found = decode(text, rules);
  return {
    ...found,
    failures: found.failures.map((failure) => ({ ...failure, verdict: verdictOf(failure, answers) })),
  };
}
