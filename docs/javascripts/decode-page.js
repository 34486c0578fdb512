// The box "paste your bounce": reads, shows the answer, and sends nothing anywhere.
// The decoder, its rules and what shows the answer load when the box is first used; from then on it works with the
// network cut.
import { root } from "./root.js";

const form = document.getElementById("paste");
const box = /** @type {HTMLTextAreaElement} */ (document.getElementById("paste-text"));
const answer = /** @type {HTMLElement} */ (document.getElementById("answer"));
const WORKER_FROM = 20_000; // characters; a longer text is read beside the page, which stays alive and can stop it
const STILL_AFTER = 2000; // milliseconds
const LIMIT = 20_000_000;
const DECODER = /\/decode\/(index\.html)?$/.test(location.pathname); // not the box of the home page
const LINK_LIMIT = 1500; // characters of a shared line

/**
 * @typedef {object} Kit
 * @property {typeof import("./decoder/decode.js").decode} decode
 * @property {typeof import("./answer.js").answerTo} answerTo
 * @property {unknown} rules
 * @property {import("./decoder/verdict.js").Answers} words
 */
/** @typedef {import("./decoder/answers.js").Answer} Answer */

/** @type {Promise<Kit> | null} */
let kit = null;
let round = 0;
/** @type {Worker | null} */
let worker = null;
/** @type {{ label: string, text: string } | null} the file whose name stands in the box */
let opened = null;
/** @type {(() => void) | null} while the worker reads */
let stopReading = null;

/** The decoder, its rules and the words of the answer: loaded once. */
function load() {
  kit ??= Promise.all([
    import("./decoder/decode.js"),
    import("./answer.js"),
    fetch(new URL("api/v1/decoder.json", root)).then((found) => found.json()),
    fetch(new URL("api/v1/answers.json", root)).then((found) => found.json()),
  ]).then(([{ decode }, { answerTo }, rules, words]) => ({ decode, answerTo, rules, words }));
  kit.catch(() => {
    kit = null;
  });
  return kit;
}

/** @param {(Node | string)[]} parts */
function say(...parts) {
  const text = document.createElement("p");
  text.append(...parts);
  answer.replaceChildren(text);
}

/**
 * Decode in a worker, so that a long mail does not freeze the page. One at a time: whoever asks next stops the one
 * before.
 * @param {string} text @param {unknown} rules @returns {Promise<Answer>}
 */
function inWorker(text, rules) {
  worker ??= new Worker(new URL("./decoder/worker.js", import.meta.url), { type: "module" });
  const mine = worker;
  return new Promise((resolve, reject) => {
    stopReading = () => {
      mine.terminate();
      worker = null;
      reject(new Error("stopped"));
    };
    mine.onmessage = ({ data }) => resolve(data);
    mine.onerror = stopReading;
    mine.postMessage({ text, rules });
  }).finally(() => {
    stopReading = null;
  });
}

/** Past two seconds the page says that it still reads, and offers to stop. @param {number} mine */
function stillReading(mine) {
  return setTimeout(() => {
    if (mine !== round || !stopReading) return;
    const stop = document.createElement("button");
    stop.type = "button";
    stop.textContent = "Stop";
    stop.addEventListener("click", () => {
      round += 1;
      stopReading?.();
      say("Stopped. Paste only the part with the error: it mostly stands near the top of the mail.");
    });
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", "Reading the mail");
    say("Still reading: this is a long text. ", stop);
    answer.prepend(bar);
  }, STILL_AFTER);
}

/** @param {string} text */
async function read(text) {
  const mine = (round += 1);
  stopReading?.(); // a reading that nobody waits for any more
  if (!text.trim()) {
    say("Nothing pasted yet.");
    return;
  }
  if (text.length > LIMIT) {
    say("This text has more than 20 million characters. Paste the part with the error: it mostly stands near the top.");
    return;
  }
  const patience = stillReading(mine);
  let found;
  let tools;
  try {
    tools = await load();
    if (mine !== round) return;
    found = text.length > WORKER_FROM ? await inWorker(text, tools.rules) : tools.decode(text, tools.rules);
  } catch {
    if (mine === round)
      say(
        "The decoder could not be loaded. Nothing was sent. Look the code up in the ",
        link("codes/", "table of all codes"),
        ".",
      );
    return;
  } finally {
    clearTimeout(patience);
  }
  if (mine !== round) return;
  const how = { shareLimit: LINK_LIMIT, reportTo: answer.dataset.report };
  answer.replaceChildren(tools.answerTo(text, found, tools.words, root, how));
  // on a phone it begins below the box
  if (answer.getBoundingClientRect().top > 0.6 * innerHeight) answer.scrollIntoView();
}

/** @param {string} url @param {string} text */
function link(url, text) {
  const made = document.createElement("a");
  made.href = new URL(url, root).href;
  made.textContent = text;
  return made;
}

/** @param {File} file */
async function open(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (/\.msg$/i.test(file.name) || (bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0)) {
    say(
      "Outlook’s .msg files cannot be read here. Open the mail in Outlook, select all, copy, and paste the " +
        "text into the box.",
    );
    return;
  }
  const { textOfFile } = await import("./decoder/file.js");
  const text = textOfFile(bytes);
  if (text === null) {
    say("This file is no mail: it holds no text. Paste the words of the error, not a picture of it.");
    return;
  }
  opened = { label: `${file.name} (${bytes.length} bytes)`, text };
  box.value = text.length > WORKER_FROM ? opened.label : text;
  await read(text);
}

/** What the box holds; of a long file it shows the name only. */
function typed() {
  return opened && box.value === opened.label ? opened.text : box.value;
}

/** A text behind the # is read; a place on this page (a heading, the skip link) is no text. */
function fromFragment() {
  if (location.hash.length < 2 || !DECODER) return;
  let text = location.hash.slice(1);
  try {
    text = decodeURIComponent(text);
  } catch {
    // a lone % is part of the text
  }
  if (document.getElementById(text)) return;
  box.value = text;
  read(text);
}

if (form && box && answer) {
  const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (form.querySelector(selector));
  part(".paste-waiting").hidden = true;
  box.addEventListener("focus", load, { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    read(typed());
  });
  box.addEventListener("paste", () => setTimeout(() => read(typed())));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey || !box.value.includes("\n")) && !event.shiftKey) {
      event.preventDefault();
      read(typed());
    }
  });
  const file = /** @type {HTMLInputElement} */ (part("input[type=file]"));
  if (file.parentElement) file.parentElement.hidden = false;
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    if (chosen) open(chosen);
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    const dropped = event.dataTransfer?.files[0];
    if (!dropped) return;
    event.preventDefault();
    open(dropped);
  });
  const examples = part(".paste-examples");
  examples.hidden = false;
  examples.addEventListener("click", ({ target }) => {
    if (!(target instanceof HTMLElement && target.dataset.text)) return;
    box.value = target.dataset.text;
    read(typed());
  });
  const paste = part(".paste-here"); // on a phone, pasting by menu takes three taps
  paste.hidden = !navigator.clipboard?.readText;
  paste.addEventListener("click", async () => {
    box.focus();
    try {
      box.value = await navigator.clipboard.readText();
      read(typed());
    } catch {
      // not allowed: the box has the focus, and the keyboard's own way to paste works
    }
  });
  window.addEventListener("hashchange", fromFragment);
  fromFragment();
  if (document.activeElement === form.querySelector("button")) read(typed()); // pressed before the script was there
}
