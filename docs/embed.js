// <smtp-code code="550 5.7.1"><a href="https://kb.example.com/550/5.7.1">550 5.7.1</a></smtp-code>
// Shows what a code means, from this site's own data, on any page. A classic script; no dependency, no cookie, no HTML
// from strings.
// What cannot be loaded leaves the link inside the element as it is. The site's build makes one classic script of it.
// made by hooks/smtpcodes/export/element_script.py
import { COLOURS, DRAWINGS, PAPER, WAY } from "./from-python.js";

(() => {
  // A wiki's text may hold <img name="currentScript">, which then stands in the place of the script: only scripts
  // count.
  const isScript = (/** @type {Element | null} */ one) =>
    one instanceof HTMLScriptElement && /\/embed\.js([?#]|$)/.test(one.src);
  const me = [document.currentScript, ...document.getElementsByTagName("script")].find(isScript);
  if (!(me instanceof HTMLScriptElement) || !window.customElements || customElements.get("smtp-code")) return;
  const base = new URL(".", me.src);
  if (!/^https?:$/.test(base.protocol)) return;
  const CODE = /^(?:([2-5]\d\d))?(?:^|[\s/_-]+|$)(?:([245]\.\d{1,3}\.\d{1,3}))?$/;
  const STYLE = `
:host{display:block;max-width:32rem;margin:.5em 0;color-scheme:light dark;${colours(0)}}
@media screen and (prefers-color-scheme:dark){:host(:not([theme=light])){${colours(1)}}}
@media screen{:host([theme=dark]){${colours(1)}}}
:host([hidden]){display:none}
div{--c:var(--depends);break-inside:avoid;background:var(--b);color:var(--t);border:1px solid var(--l);
border-left:5px solid var(--c);border-radius:6px;padding:9px 13px;font:14px/1.4 system-ui,sans-serif}
p{margin:5px 0 0}p:first-child{margin:0;font-size:16px}.o{color:var(--m)}.o strong{color:var(--c)}
.o svg{height:15px;vertical-align:-2px}.d{fill:var(--c)}
.s{fill:none;stroke:var(--b);stroke-width:2.6;stroke-linecap:round}
dl{margin:5px 0 0;display:grid;grid-template-columns:auto 1fr;gap:1px 10px}dt{color:var(--m)}dd{margin:0}
ul{list-style:none;margin:0;padding:0}li{border-top:1px solid var(--l);margin-top:7px;padding-top:6px}
a{color:var(--a)}${WAY}${tones()}`;

  /** Each outcome's colour for what stands inside of it. */
  function tones() {
    const rules = Object.keys(COLOURS).map((name) => `.${name}{--c:var(--${name})}`);
    return rules.join("");
  }

  /** The colours of the cards and badges. @param {0 | 1} dark */
  function colours(dark) {
    const outcomes = Object.entries(COLOURS).map(([name, pair]) => `--${name}:${pair[dark]};`);
    return PAPER[dark] + outcomes.join("");
  }
  /** @type {Map<string, Promise<any>>} */
  const known = new Map();

  /**
   * The data of one file, asked for once however many elements want it; null where there is none.
   * @param {string} path
   */
  function ask(path) {
    if (!known.has(path)) {
      const found = fetch(new URL(`api/v1/${path}.json`, base), { credentials: "omit" });
      known.set(
        path,
        found.then((answer) => (answer.ok ? answer.json() : null)).catch(() => null),
      );
    }
    return known.get(path);
  }

  /** What is known of a code: the pair, else its enhanced code, else its reply code. @param {string} code */
  async function find(code) {
    if (code.trim() === "own") return ask("own");
    const [, reply, enhanced] = CODE.exec(code.trim()) ?? [];
    const ways = [
      reply && enhanced && `pairs/${reply}/${enhanced}`,
      enhanced && `codes/${enhanced}`,
      reply && `codes/${reply}`,
    ];
    for (const way of ways) {
      const found = way && (await ask(way));
      if (found) return found;
    }
    return null;
  }

  /** @template {keyof HTMLElementTagNameMap} T @param {T} name @param {(Node | string)[]} inside */
  function make(name, ...inside) {
    const element = document.createElement(name);
    element.append(...inside);
    return element;
  }

  /**
   * A drawing out of the data: shapes and words only, nothing that loads or runs.
   * @param {any} found
   * @returns {Node | string}
   */
  function drawing(found) {
    if (!Array.isArray(found)) return String(found);
    const [name, attributes, ...parts] = found;
    if (!/^(svg|path|circle|text|tspan)$/.test(name)) return "";
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key of Object.keys(attributes))
      if (/^(class|d|[cd]?[xy]|r|viewBox|role|aria-\w+)$/.test(key)) made.setAttribute(key, attributes[key]);
    made.append(...parts.map(drawing));
    return made;
  }

  /** An address of this site, or null: what the data says may lead nowhere else. @param {string} url */
  function inside(url) {
    const found = new URL(url, base);
    return found.origin === base.origin && found.pathname.startsWith(base.pathname) ? found : null;
  }

  /**
   * Sign and outcome in the outcome's colour, and how far it got.
   * @param {string} outcome
   * @param {{ outcome: string }} words
   */
  function headline(outcome, words, course = "") {
    const line = ["path", { class: "s", d: `M0 0m${DRAWINGS[outcome] ?? ""}` }];
    const sign = ["svg", { viewBox: "-11 -11 22 22", "aria-hidden": true }, ["circle", { class: "d", r: 11 }], line];
    const said = make("p", make("strong", drawing(sign), ` ${words.outcome}`), course ? ` · ${course}` : "");
    said.className = "o";
    return said;
  }

  /** The overlay's people, a line for each. @param {any[] | undefined} contacts */
  function people(contacts = []) {
    return contacts.map(({ name, email, phone, hours }) =>
      make("p", [name, email, phone, hours].filter(Boolean).join(", ")),
    );
  }

  /** @param {any} found what api/v1/own.json tells */
  function table({ organisation, codes, contacts }) {
    const rows = codes.map((/** @type {any} */ { code, text, token, outcome, words, url }) => {
      const link = make("a", [code, text ?? token].filter(Boolean).join(" "));
      const page = inside(url);
      if (page) link.href = page.href;
      link.rel = "noopener";
      const row = make("li", link, headline(outcome, words), make("p", words.advice));
      row.className = outcome;
      return row;
    });
    const head = make("p", make("strong", `Codes of ${organisation}`));
    const box = make("div", head, make("ul", ...rows), ...people(contacts));
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", `SMTP codes of ${organisation}`);
    return box;
  }

  /** @param {any} found what api/v1 tells of the code */
  function card({ code, title, summary, words, url, note, contacts, verdict, picture }) {
    const way = picture && drawing(picture);
    const rows = [
      ["Who can fix it?", words.fixer],
      ["What is wrong", !/^(depends|nothing)$/.test(verdict.trouble_with) && words.trouble_with],
    ]
      .filter(([, known]) => known && !way?.querySelector?.(".fix"))
      .slice(0, way ? 1 : 2); // the picture says the rest
    const link = make("a", `More about ${code}`);
    const page = inside(url);
    if (page) link.href = page.href;
    link.rel = "noopener";
    const box = make(
      "div",
      make("p", make("strong", `${code} ${title}`)),
      headline(verdict.outcome, words, words.course),
      make("p", summary),
      make("p", make("strong", "What now?"), ` ${words.advice}`),
      ...(way ? [way] : []),
      ...(rows.length ? [make("dl", ...rows.flatMap(([term, text]) => [make("dt", term), make("dd", text)]))] : []),
      ...(note ? [make("p", note)] : []),
      ...people(contacts),
      make("p", link),
    );
    box.className = verdict.outcome;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", `SMTP code ${code}`);
    return box;
  }

  class SmtpCode extends HTMLElement {
    static observedAttributes = ["code"];
    shown = ""; // the code

    attributeChangedCallback() {
      this.show();
    }

    connectedCallback() {
      this.show();
    }

    async show() {
      if (!this.isConnected) return;
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      const code = this.getAttribute("code") ?? "";
      if (root.firstChild && this.shown === code) return;
      this.shown = code;
      if (!root.firstChild) root.append(make("slot"));
      const found = await find(code);
      if (this.shown !== code) return; // changed meanwhile
      if (!found || (found.codes && !found.codes.length)) {
        root.replaceChildren(make("slot"));
        return;
      }
      const sheet = new CSSStyleSheet(); // no <style>: the host page's policy may forbid it
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      root.replaceChildren(found.codes ? table(found) : card(found));
    }
  }

  customElements.define("smtp-code", SmtpCode);
})();
