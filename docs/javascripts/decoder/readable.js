/** What of a mail is to be read: the report itself, without the mail that it is about. */

import { partLines } from "./mail.js";
import { Line } from "./text.js";

/** Readable lines of the report itself, without the mail that it is about. @param {import("./mail.js").Part} mail */
export function collect(mail) {
  /** @type {{ lines: Line[], nested: import("./mail.js").Part[], feedback: boolean }} */
  const read = { lines: [], nested: [], feedback: mail.params.get("report-type") === "feedback-report" };
  /** @param {import("./mail.js").Part} part @param {boolean} skipHtml */
  const visit = (part, skipHtml) => {
    if (part.type === "message/feedback-report") read.feedback = true;
    if (part.type === "message/rfc822" || part.type === "message/global") {
      read.nested.push(...part.parts);
      return;
    }
    if (
      part.type.startsWith("text/rfc822") ||
      part.type === "message/global-headers" ||
      part.type === "message/partial"
    )
      return;
    if (part.parts.length) {
      const hasPlain = part.parts.some(
        (one) => one.type === "text/plain" || one.type === "" || one.type.startsWith("multipart/"),
      );
      for (const one of part.parts) visit(one, skipHtml || hasPlain);
      return;
    }
    if (part.type === "text/html" && skipHtml) return;
    if (part.type && !/^(text|message|multipart)\//.test(part.type)) return;
    for (const line of partLines(part)) read.lines.push(line);
    read.lines.push(EMPTY);
  };
  visit(mail, false);
  return read;
}

const EMPTY = new Line("", -1);

const TEXT_LIMIT = 300000;

/** @param {import("./text.js").Line[]} found @param {string} [glue] */
export function textOf(found, glue = " ") {
  let out = "";
  for (const line of found) {
    if (out.length > TEXT_LIMIT) break;
    out += line.text.trim() + glue;
  }
  return out;
}
