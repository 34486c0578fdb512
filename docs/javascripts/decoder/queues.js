/** Lists of a server's queue: `postqueue -p` and `mailq` of Postfix, Sendmail and Exim. All in them still waits. */

import { findAddress, saidHost } from "./addresses.js";
import { newEntry } from "./report.js";
import { Snippet } from "./text.js";

/** @typedef {import("./report.js").Entry} Entry */
/** @typedef {import("./text.js").Line} Line */

/** `A1B2C3D4E5*  1234 Mon Nov  3 10:00:00  ada@example.org`, Sendmail's without its year. */
const POSTFIX =
  /^[0-9A-Za-z]{6,24}[*!]?\s{1,40}\d{1,12}\s{1,10}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3}\s{1,2}\d{1,2} \d\d:\d\d/;
/** ` 25m  2.9K 0t5C6f-0000c8-00 <ada@example.org>` */
const EXIM = /^\s{0,4}\d{1,4}[mhdw]\s{1,10}[\d.]{1,8}[KMG]?\s{1,10}\w{6}-\w{6,11}-\w{2,4} </;
const LINES_LIMIT = 20000;
const ENTRY_LIMIT = 500;

/** @param {Line[]} found @returns {Entry[]} */
export function readQueue(found) {
  /** @type {Entry[]} */
  const entries = [];
  let open = false; // inside a mail of the list
  /** @type {Snippet | null} */
  let reason = null;
  for (const line of found.slice(0, LINES_LIMIT)) {
    const text = line.text.trim();
    if (POSTFIX.test(line.text) || EXIM.test(line.text)) {
      open = true;
      reason = null;
    } else if (!text) open = false;
    else if (open && text.startsWith("(")) reason = reasonOf(line);
    else if (open && /^\s|^[A-Z]*<?[^\s<>]+@/.test(line.text) && entries.length < ENTRY_LIMIT) {
      const recipient = findAddress(text);
      if (!recipient || /^D /.test(text)) continue; // Exim marks with D who has it already
      entries.push({ ...newEntry(), recipient: recipient.address, answer: reason, action: "delayed", delayed: true });
    }
  }
  for (const entry of entries) entry.host = entry.answer ? saidHost(entry.answer.text) : null;
  return entries;
}

/** What stands between the brackets. @param {Line} line */
function reasonOf(line) {
  const from = line.text.indexOf("(") + 1;
  const to = line.text.lastIndexOf(")");
  return new Snippet([line.cut(from, to > from ? to : undefined)]);
}
