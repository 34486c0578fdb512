/**
 * Why it happened and who said it, by the rules out of the site's data.
 *
 * What a known speaker is known to say counts most, then phrases that many servers share, then an enhanced code
 * that has one cause only, then weak phrases, then the reply code. Nothing of these: the cause stays unknown.
 */

import { Normal, PhraseBook } from "./phrases.js";
import { codeRange, readAddresses } from "./url.js";

/**
 * @typedef {object} Why
 * @property {string | null} cause
 * @property {string | null} provider
 * @property {string | null} response `provider/id` of the response that was recognised
 * @property {{ start: number, end: number } | null} causeAt in the text that was searched
 * @property {{ start: number, end: number } | null} providerAt
 * @property {number} strength how sure it is: 3 a known response, 2 a phrase, 1.5 a code, 1 and less a guess, 0 nothing
 * @property {string | null} [situation]
 */

/** From this many characters on, a response is believed even where nothing else names its speaker. */
const TELLING = 30;
/** The same where the codes beside it are those of the response, an enhanced one among them. */
const TELLING_CODED = 20;

const compiled = new WeakMap();

/** @param {any} rules @returns {Rules} */
export function compile(rules) {
  if (!rules || typeof rules !== "object") return compile(EMPTY);
  let found = compiled.get(rules);
  if (!found) compiled.set(rules, (found = new Rules(rules)));
  return found;
}
const EMPTY = {};

export class Rules {
  /** @param {any} rules as generated into decoder.json */
  constructor(rules) {
    this.addresses = readAddresses(rules.addresses);
    /** @type {PhraseBook<any>} */
    this.book = new PhraseBook();
    this.codes = new Map();
    /** @type {Map<string, string>} */
    this.hosts = new Map(); // ends of host names
    this.hostPatterns = []; // the few with a * inside
    for (const [cause, phrases] of Object.entries(rules.phrases ?? {}))
      for (const phrase of phrases) this.book.add(phrase, { cause, tier: 2 });
    for (const [cause, phrases] of Object.entries(rules.weak ?? {}))
      for (const phrase of phrases) this.book.add(phrase, { cause, tier: 1 });
    for (const [cause, codes] of Object.entries(rules.codes ?? {}))
      for (const code of codes.split(" ")) for (const one of codeRange(code)) this.codes.set(one, cause);
    for (const [provider, record] of Object.entries({ ...rules.providers, "": { responses: rules.told } })) {
      for (const sign of record.signs ?? []) this.book.add(`${sign}*`, { provider, tier: 0 });
      for (const pattern of record.mx ?? []) {
        const end = pattern.replace(/^\*\.?/, "");
        if (end.includes("*")) this.hostPatterns.push({ provider, pieces: end.split("*") });
        else this.hosts.set(end, provider);
      }
      for (const response of responsesOf(record.responses)) {
        this.book.add(response.phrase, {
          ...response,
          provider,
          cause: rules.causes?.[response.cause] ?? null,
          tier: 3,
        });
      }
    }
  }

  /** Whose server is this? @param {string | null} host */
  hostProvider(host) {
    if (!host) return null;
    const low = host.toLowerCase();
    for (let at = 0; at >= 0 && at < low.length; at = low.indexOf(".", at) + 1 || -1) {
      const found = this.hosts.get(low.slice(at));
      if (found) return found;
    }
    return (
      this.hostPatterns.find(
        ({ pieces }) => `.${low}`.includes(`.${pieces[0]}`) && low.endsWith(pieces[pieces.length - 1]),
      )?.provider ?? null
    );
  }

  /** Search a text once, however many recipients share it: only a repeated code makes a difference. */
  #search(snippet, reply, enhanced, shared) {
    const repeated = !shared && reply && snippet.text.indexOf(reply, snippet.text.indexOf(reply) + 3) > 0;
    const key = repeated ? `${reply} ${enhanced}` : "";
    if (snippet.searched?.key === key && snippet.searched.rules === this) return snippet.searched;
    const normal = repeated ? new Normal(snippet.text, reply, enhanced) : new Normal(snippet.text);
    snippet.searched = { key, rules: this, normal, all: this.book.find(normal) };
    return snippet.searched;
  }

  /**
   * @param {{ text: string, searched?: any }} snippet what was said
   * @param {string | null} host who said it
   * @param {string | null} reply
   * @param {string | null} enhanced
   * @param {number} [from] where the refusing server's own words start; phrases in front of it count less
   * @param {boolean} [shared] the text belongs to no recipient, and is read once for all
   * @returns {Why}
   */
  why(snippet, host, reply, enhanced, from = 0, shared = false) {
    const { normal, all } = this.#search(snippet, reply, enhanced, shared);
    const best = pick(all, normal, from, this.hostProvider(host), `${reply ?? ""} ${enhanced ?? ""}`.trim());
    const { sign, named, known, told, weak } = best;
    const strong = best.strong ?? best.expired;
    const span = (hit) => hit && { start: normal.at(hit.start), end: normal.at(hit.end - 1) + 1 };
    const holds = strong && told && told.weight > strong.weight && told.start <= strong.start && told.end >= strong.end; // the longer words around a shared phrase
    const phrase = strong && told ? (holds || told.weight > strong.weight + 10 ? told : strong) : (strong ?? told);
    const hit = known && !(strong && strong.weight > known.weight) ? known : phrase;
    const byCode = (enhanced && this.codes.get(enhanced)) || null;
    const cause = hit?.data.cause ?? byCode ?? weak?.data.cause ?? (reply && this.codes.get(reply)) ?? null;
    const providerHit = known ?? sign;
    return {
      cause,
      provider: providerHit?.data.provider ?? named,
      response: known ? `${known.data.provider}/${known.data.id}` : null,
      causeAt: span(hit ?? (byCode ? null : weak)),
      providerAt: span(providerHit),
      strength: hit ? hit.data.tier : byCode ? 1.5 : weak ? 1 : cause ? 0.5 : 0,
    };
  }
}

/** The rules hold responses as columns. @param {any} columns */
function responsesOf(columns) {
  if (!columns?.phrases) return [];
  const ids = columns.ids?.split("\n");
  const codes = columns.codes.split("\n");
  return columns.phrases.split("\n").map((phrase, n) => {
    return {
      phrase,
      codes: codes[n],
      cause: columns.causes.charCodeAt(n) - 97,
      id: ids && wholeId(ids[n], codes[n], phrase),
    };
  });
}

/** `~no-such-user` starts with its code, `=123` with its code and words 1, 2 and 3 of the phrase. */
function wholeId(id, codes, phrase) {
  if (id[0] !== "~" && id[0] !== "=") return id;
  const code = codes.slice(codes.lastIndexOf(" ") + 1).replaceAll(".", "-");
  const words = phrase.match(/[a-z0-9]+/g) ?? [];
  return `${code}-${id[0] === "~" ? id.slice(1) : [...id.slice(1)].map((digit) => words[parseInt(digit, 36)]).join("-")}`;
}

/**
 * The best hit of each sort. Phrases in front of `from`, where somebody else speaks, count only when there are none
 * behind it.
 * @param {any[]} all @param {Normal} normal @param {number} from @param {string | null} named @param {string} codes
 */
function pick(all, normal, from, named, codes) {
  const best = { sign: null, named, known: null, told: null, strong: null, expired: null, weak: null };
  const behind = from > 0 && all.some((hit) => hit.data.tier > 0 && normal.at(hit.start) >= from);
  const coded = codes.includes(".") ? TELLING_CODED : TELLING;
  const speakers = new Set(named ? [named] : []);
  for (const hit of all) {
    if (hit.data.tier) continue;
    speakers.add(hit.data.provider);
    if (!best.sign || hit.weight > best.sign.weight) best.sign = hit;
  }
  for (const hit of all) {
    const { tier } = hit.data;
    if (!tier || (behind && normal.at(hit.start) < from)) continue;
    const speaks = tier === 3 && speakers.has(hit.data.provider);
    const sort =
      tier === 1
        ? "weak"
        : speaks
          ? "known"
          : hit.data.cause === "expired"
            ? "expired"
            : tier === 2
              ? "strong"
              : hit.weight >= (hit.data.codes === codes ? coded : TELLING)
                ? "told"
                : "";
    if (sort && better(hit, best[sort], codes)) best[sort] = hit;
  }
  return best;
}

/** The longer phrase, and of equal ones that with the codes that were seen. */
function better(hit, than, codes) {
  return (
    !than ||
    hit.weight > than.weight ||
    (hit.weight === than.weight &&
      hit.data.codes !== undefined &&
      hit.data.codes === codes &&
      than.data.codes !== codes)
  );
}
