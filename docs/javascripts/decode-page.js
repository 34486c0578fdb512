// The box "paste your bounce": reads, shows the answer, and sends nothing anywhere.
// The decoder and its rules load when the box is first used; from then on it works with the network cut.
import { card } from "./answer-card.js";
import { textOfFile } from "./decoder/file.js";

const form = document.getElementById("paste");
const box = document.getElementById("paste-text");
const answer = document.getElementById("answer");
const base = new URL(JSON.parse(document.getElementById("__config").textContent).base + "/", location);
const WORKER_FROM = 200_000; // characters; above that the page would stand still
const PROGRESS_FROM = 1_000_000;
const LIMIT = 20_000_000;
const LINK_LIMIT = 1500; // characters of a shared line

let kit = null;
let round = 0;

/** The decoder, its rules and the words of the answer: loaded once. */
function load() {
  kit ??= Promise.all([
    import("./decoder/decode.js"),
    fetch(new URL("api/v1/decoder.json", base)).then((found) => found.json()),
    fetch(new URL("api/v1/answers.json", base)).then((found) => found.json()),
  ]).then(([{ decode }, rules, words]) => ({ decode, rules, words }));
  kit.catch(() => {
    kit = null;
  });
  return kit;
}

function say(...parts) {
  const text = document.createElement("p");
  text.append(...parts);
  answer.replaceChildren(text);
}

/** Decode in a worker, so that a mail of 20 MB does not freeze the page. */
function inWorker(text, rules) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./decoder/worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = (event) => {
      worker.terminate();
      reject(new Error(event.message));
    };
    worker.postMessage({ text, rules });
  });
}

async function read(text, remember = true) {
  const mine = (round += 1);
  if (!text.trim()) {
    say("Nothing pasted yet.");
    return;
  }
  if (text.length > LIMIT) {
    say("This text has more than 20 million characters. Paste the part with the error, it mostly stands near the top.");
    return;
  }
  if (text.length > PROGRESS_FROM) {
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", "Reading the mail");
    answer.replaceChildren(bar);
  }
  let found;
  let words;
  try {
    const { decode, rules, words: loaded } = await load();
    words = loaded;
    found = text.length > WORKER_FROM ? await inWorker(text, rules) : decode(text, rules);
  } catch {
    if (mine === round)
      say("The decoder could not be loaded. Look the code up in the ", link("codes/", "table of all codes"), ".");
    return;
  }
  if (mine !== round) return;
  answer.replaceChildren(card(text, found, words, base, { shareLimit: LINK_LIMIT }));
  if (answer.getBoundingClientRect().top > 0.6 * innerHeight) answer.scrollIntoView(); // on a phone it begins below the box
  if (remember && found.failures[0]?.line && form.dataset.page === "decode") {
    history.replaceState(null, "", `#${encodeURIComponent(found.failures[0].line.slice(0, LINK_LIMIT))}`);
  }
}

function link(url, text) {
  const made = document.createElement("a");
  made.href = new URL(url, base);
  made.textContent = text;
  return made;
}

async function open(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (/\.msg$/i.test(file.name) || (bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0)) {
    say(
      "Outlook’s .msg files cannot be read here. Open the mail in Outlook, select all, copy, and paste the text into the box.",
    );
    return;
  }
  const text = textOfFile(bytes);
  if (text === null) {
    say("This file is no mail: it holds no text. Paste the words of the error, not a picture of it.");
    return;
  }
  box.value = text.length > WORKER_FROM ? `${file.name} (${bytes.length} bytes)` : text;
  await read(text);
}

function fromFragment() {
  if (location.hash.length < 2 || !/\/decode\/(index\.html)?$/.test(location.pathname)) return;
  try {
    box.value = decodeURIComponent(location.hash.slice(1));
  } catch {
    box.value = location.hash.slice(1); // a lone % is part of the text
  }
  read(box.value, false);
}

if (form && box && answer) {
  form.dataset.page = /\/decode\/(index\.html)?$/.test(location.pathname) ? "decode" : "home";
  box.addEventListener("focus", load, { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    read(box.value);
  });
  box.addEventListener("paste", () => setTimeout(() => read(box.value)));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey || !box.value.includes("\n")) && !event.shiftKey) {
      event.preventDefault();
      read(box.value);
    }
  });
  const file = form.querySelector("input[type=file]");
  file.parentElement.hidden = false;
  file.addEventListener("change", () => file.files[0] && open(file.files[0]));
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    const dropped = event.dataTransfer?.files[0];
    if (!dropped) return;
    event.preventDefault();
    open(dropped);
  });
  window.addEventListener("hashchange", fromFragment);
  fromFragment();
}
