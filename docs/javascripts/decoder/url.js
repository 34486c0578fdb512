/** The nearest page that exists: the pair's, the enhanced code's, the reply code's. */

/**
 * The rules list the pages in short: which replies and enhanced codes have one, which replies pair with all common
 * enhanced codes of their class, and the exceptions.
 * @typedef {{
 *   replies: Set<string>, common: Set<string>, enhanced: Set<string>, paired: Set<string>, extra: Set<string>,
 *   missing: Set<string>
 * }} Addresses
 */

/** @param {any} rules @returns {Addresses} */
export function readAddresses(rules) {
  /** @param {string} name @returns {string[]} */
  const words = (name) => (typeof rules?.[name] === "string" && rules[name] ? rules[name].split(" ") : []);
  /** @param {string} name */
  const codes = (name) => words(name).flatMap(codeRange);
  /** @param {string} name */
  const pairs = (name) =>
    words(name).flatMap((word) => {
      const [reply, list] = word.split("/");
      return list
        .split(",")
        .flatMap(codeRange)
        .map((code) => `${reply}/${code}`);
    });
  const common = codes("enhanced");
  return {
    replies: new Set(words("replies")),
    common: new Set(common),
    enhanced: new Set([...common, ...codes("single")]),
    paired: new Set(words("paired")),
    extra: new Set(pairs("extra")),
    missing: new Set(pairs("missing")),
  };
}

/** `5.7.606-649` stands for each of them. @param {string} code */
export function codeRange(code) {
  const [first, last] = code.split("-");
  const dot = first.lastIndexOf(".") + 1;
  const found = [first];
  for (let detail = Number(first.slice(dot)) + 1; detail <= Number(last); detail++)
    found.push(first.slice(0, dot) + detail);
  return found;
}

/**
 * @param {Addresses} addresses
 * @param {string | null} reply
 * @param {string | null} enhanced
 */
export function nearest(addresses, reply, enhanced) {
  if (reply && enhanced) {
    const pair = `${reply}/${enhanced}`;
    const regular =
      addresses.paired.has(reply) &&
      addresses.common.has(enhanced) &&
      reply[0] === enhanced[0] &&
      !addresses.missing.has(pair);
    if (regular || addresses.extra.has(pair)) return `${pair}/`;
  }
  if (enhanced && addresses.enhanced.has(enhanced)) return `${enhanced}/`;
  if (reply && addresses.replies.has(reply)) return `${reply}/`;
  return null;
}
