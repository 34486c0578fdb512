/** A file's bytes as text: whatever mail programs and editors save, and nothing that is no text. */

import { decodeBytes } from "./encodings.js";
import { isBinary } from "./text.js";

/** How files of other kinds begin: a picture is the commonest, because people save what they see. */
const OTHER_KINDS = [
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0xff, 0xd8, 0xff], // JPEG
  [0x47, 0x49, 0x46, 0x38], // GIF
  [0x52, 0x49, 0x46, 0x46], // WebP
  [0x25, 0x50, 0x44, 0x46], // PDF
  [0x50, 0x4b, 0x03, 0x04], // ZIP, and Office's documents
  [0xd0, 0xcf, 0x11, 0xe0], // Outlook's .msg
];

/**
 * @param {Uint8Array} bytes
 * @returns {string | null} null: this is no text
 */
export function textOfFile(bytes) {
  if (OTHER_KINDS.some((start) => start.every((byte, i) => bytes[i] === byte))) return null;
  const charset = utf16(bytes);
  const text = charset ? new TextDecoder(charset).decode(bytes) : decodeBytes(bytes, "");
  return isBinary(text) ? null : text;
}

const LOOK = 2000; // bytes
const ZERO_SHARE = 0.3; // of either the even or the odd bytes: Latin letters in UTF-16

/** By its mark at the start, or by the zeros between Latin letters. @param {Uint8Array} bytes */
function utf16(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const stop = Math.min(bytes.length, LOOK);
  const zeros = [0, 0];
  for (let i = 0; i < stop; i++) if (bytes[i] === 0) zeros[i & 1]++;
  const enough = (stop / 2) * ZERO_SHARE;
  if (zeros[1] > enough && zeros[0] < enough / 10) return "utf-16le";
  return zeros[0] > enough && zeros[1] < enough / 10 ? "utf-16be" : "";
}
