// Decodes outside the page's own thread: { text, rules } in, what decode() gives out.
import { decode } from "./decode.js";

self.onmessage = ({ data }) => self.postMessage(decode(data.text, data.rules));
