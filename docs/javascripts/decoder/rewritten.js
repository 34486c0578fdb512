/** A text made out of lines of another one: unquoted, decoded, without borders. It knows where its characters stood. */

/** @typedef {import("./text.js").Line} Line */

export class Rewritten {
  /** @param {Line[]} found */
  constructor(found) {
    this.lines = found;
    /** @type {number[]} where each line starts in `text` */
    this.starts = [];
    let at = 0;
    for (const line of found) {
      this.starts.push(at);
      at += line.text.length + 1;
    }
    this.text = found.map((line) => line.text).join("\n");
  }

  /** Where `start`..`end` stood, or null where that cannot be told. @param {number} start @param {number} end */
  span(start, end) {
    const from = this.#place(start, false);
    const to = this.#place(end - 1, true);
    return from < 0 || to <= from ? null : { start: from, end: to };
  }

  /** The same as one line's segments. @returns {import("./text.js").Segment[]} */
  segments() {
    return this.lines.map((line, i) => ({ at: this.starts[i], line, from: 0, to: line.text.length, step: 1 }));
  }

  /** @param {number} i @param {boolean} end */
  #place(i, end) {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= i) low = middle;
      else high = middle - 1;
    }
    const line = this.lines[low];
    const inside = i - this.starts[low];
    if (!line || inside >= line.text.length) return -1;
    return end ? line.end(inside) : line.start(inside);
  }
}
