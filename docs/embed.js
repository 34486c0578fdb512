// <smtp-code code="550 5.7.1"><a href="https://kb.example.com/550/5.7.1">550 5.7.1</a></smtp-code>
// Shows what a code means, from this site's own data, on any page. A classic script; no dependency, no cookie, no HTML from strings.
// What cannot be loaded leaves the link inside the element as it is.
(() => {
  // A wiki's text may hold <img name="currentScript">, which then stands in the place of the script: only scripts count.
  const isScript = (/** @type {Element | null} */ one) =>
    one instanceof HTMLScriptElement && /\/embed\.js([?#]|$)/.test(one.src);
  const me = [document.currentScript, ...document.getElementsByTagName("script")].find(isScript);
  if (!(me instanceof HTMLScriptElement) || !window.customElements || customElements.get("smtp-code")) return;
  const base = new URL(".", me.src);
  if (!/^https?:$/.test(base.protocol)) return;
  const CODE = /^(?:([2-5]\d\d))?(?:^|[\s/_-]+|$)(?:([245]\.\d{1,3}\.\d{1,3}))?$/;
  const STYLE = `
:host{display:block;max-width:32rem;margin:.5em 0;color-scheme:light dark;${colours(false)}}
@media(prefers-color-scheme:dark){:host(:not([theme=light])){${colours(true)}}}
:host([theme=dark]){${colours(true)}}
:host([hidden]){display:none}
div{--c:var(--depends);background:var(--b);color:var(--t);border:1px solid var(--l);border-left:5px solid var(--c);border-radius:6px;padding:9px 13px;font:14px/1.4 system-ui,sans-serif}
p{margin:5px 0 0}p:first-child{margin:0;font-size:16px}.o{color:var(--c)}
dl{margin:5px 0 0;display:grid;grid-template-columns:auto 1fr;gap:1px 10px}dt{color:var(--m)}dd{margin:0}
ul{list-style:none;margin:0;padding:0}li{border-top:1px solid var(--l);margin-top:7px;padding-top:6px}
a{color:var(--a)}
${["accepted", "continue", "delayed", "refused"].map((name) => `.${name}{--c:var(--${name})}`).join("")}.gave-up{--c:var(--refused)}`;

  /** The colours of the cards and badges (export/cards.py; a test compares them). @param {boolean} dark */
  function colours(dark) {
    return dark
      ? "--b:#161b24;--t:#e8ecf3;--m:#aeb8c7;--l:#3a4556;--a:#8ec5f7;--accepted:#7dd8a0;--continue:#8ec5f7;--delayed:#f0bd6a;--refused:#ffb4ab;--depends:#c3cad6"
      : "--b:#fff;--t:#1a2230;--m:#4d5868;--l:#cfd6e0;--a:#0b57a4;--accepted:#1b6e3c;--continue:#1b5e9c;--delayed:#8a5300;--refused:#b3261e;--depends:#4a5568";
  }
  /** @type {Map<string, Promise<any>>} */
  const known = new Map();

  /** The data of one file, asked for once however many elements want it; null where there is none. @param {string} path */
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

  /** An address of this site, or null: what the data says may lead nowhere else. @param {string} url */
  function inside(url) {
    const found = new URL(url, base);
    return found.origin === base.origin && found.pathname.startsWith(base.pathname) ? found : null;
  }

  /** @param {any} found what api/v1/own.json tells */
  function table({ organisation, codes }) {
    const rows = codes.map((/** @type {any} */ { code, text, token, outcome, words, url }) => {
      const link = make("a", [code, text ?? token].filter(Boolean).join(" "));
      const page = inside(url);
      if (page) link.href = page.href;
      link.rel = "noopener";
      const sign = make("span", words.sign);
      sign.setAttribute("aria-hidden", "true");
      const said = make("p", make("strong", sign, ` ${words.outcome}`));
      said.className = `o ${outcome}`;
      return make("li", link, said, make("p", words.advice));
    });
    const box = make("div", make("p", make("strong", `Codes of ${organisation}`)), make("ul", ...rows));
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", `SMTP codes of ${organisation}`);
    return box;
  }

  /** @param {any} found what api/v1 tells of the code */
  function card({ code, title, summary, words, url, note, verdict }) {
    const sign = make("span", words.sign);
    sign.setAttribute("aria-hidden", "true");
    const outcome = make("p", make("strong", sign, ` ${words.outcome}`));
    outcome.className = "o";
    const rows = [
      ["Did it arrive?", words.arrived],
      ["Tried again?", words.retried],
      ["Whose job?", words.whose_job],
    ];
    const link = make("a", `More about ${code}`);
    const page = inside(url);
    if (page) link.href = page.href;
    link.rel = "noopener";
    const box = make(
      "div",
      make("p", make("strong", `${code} ${title}`)),
      outcome,
      make("p", summary),
      make("dl", ...rows.flatMap(([term, text]) => [make("dt", term), make("dd", text)])),
      make("p", make("strong", "What now?"), ` ${words.advice}`),
      ...(note ? [make("p", note)] : []),
      make("p", link),
    );
    box.className = verdict?.outcome ?? "";
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
