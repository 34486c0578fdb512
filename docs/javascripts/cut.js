// Texts made shorter or safe to share. No DOM.

/**
 * At most so many characters of a text, well-formed: half of a surrogate pair, which encodeURIComponent() refuses, is
 * left out.
 * @param {string} text
 * @param {number} limit
 * @param {boolean} [fromEnd] the last characters instead of the first
 * @returns {string}
 */
export function cut(text, limit, fromEnd = false) {
  return (fromEnd ? text.slice(-limit) : text.slice(0, limit)).replace(/\p{Surrogate}/gu, "");
}

/**
 * The text with every mail address hidden, its brackets kept.
 * @param {string} text
 * @returns {string}
 */
export function masked(text) {
  return text.replace(/[^\s<>"':;,()[\]]+@[^\s<>"':;,()[\]]+/g, "address-hidden");
}
