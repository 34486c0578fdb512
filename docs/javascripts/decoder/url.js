/** The nearest page that exists: the pair's, the enhanced code's, the reply code's. */

/**
 * The rules list the pages in short: which replies and enhanced codes have one, which replies pair with every
 * enhanced code of their class, and the exceptions.
 * @typedef {{ replies: Set<string>, enhanced: Set<string>, paired: Set<string>, extra: Set<string>, missing: Set<string> }} Addresses
 */

/** @param {any} rules @returns {Addresses} */
export function readAddresses(rules) {
  const set = (value) => new Set(typeof value === "string" && value ? value.split(" ") : []);
  const from = rules ?? {};
  return { replies: set(from.replies), enhanced: set(from.enhanced), paired: set(from.paired), extra: set(from.extra), missing: set(from.missing) };
}

/**
 * @param {Addresses} addresses
 * @param {string | null} reply
 * @param {string | null} enhanced
 */
export function nearest(addresses, reply, enhanced) {
  if (reply && enhanced) {
    const pair = `${reply}/${enhanced}`;
    const regular = addresses.paired.has(reply) && addresses.enhanced.has(enhanced) && reply[0] === enhanced[0] && !addresses.missing.has(pair);
    if (regular || addresses.extra.has(pair)) return `${pair}/`;
  }
  if (enhanced && addresses.enhanced.has(enhanced)) return `${enhanced}/`;
  if (reply && addresses.replies.has(reply)) return `${reply}/`;
  return null;
}
