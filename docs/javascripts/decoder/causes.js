/**
 * Why it happened and who said it, by the rules out of the site's data.
 *
 * What a known speaker is known to say counts most, then phrases that many servers share, then an enhanced code
 * that has one cause only, then weak phrases, then the reply code. Nothing of these: the cause stays unknown.
 */

import { Normal, PhraseBook } from "./phrases.js";
import { readAddresses } from "./url.js";

/**
 * @typedef {object} Why
 * @property {string | null} cause
 * @property {string | null} provider
 * @property {string | null} response `provider/id` of the response that was recognised
 * @property {{ start: number, end: number } | null} causeAt in the text that was searched
 * @property {{ start: number, end: number } | null} providerAt
 */

/** From this many characters on, a response is believed even where nothing else names its speaker. */
const TELLING = 30;

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
    this.hosts = [];
    for (const [cause, phrases] of Object.entries(rules.phrases ?? {})) for (const phrase of phrases) this.book.add(phrase, { cause, tier: 2 });
    for (const [cause, phrases] of Object.entries(rules.weak ?? {})) for (const phrase of phrases) this.book.add(phrase, { cause, tier: 1 });
    for (const [cause, codes] of Object.entries(rules.codes ?? {})) for (const code of codes.split(" ")) this.codes.set(code, cause);
    for (const [provider, record] of Object.entries(rules.providers ?? {})) {
      for (const sign of record.signs ?? []) this.book.add(sign, { provider, tier: 0 });
      for (const pattern of record.mx ?? []) this.hosts.push({ provider, pattern: hostPattern(pattern) });
      for (const [id, cause, phrase, codes] of record.responses ?? []) {
        this.book.add(phrase, { provider, cause: rules.causes[cause], tier: 3, id, codes: codes ?? "" });
      }
    }
  }

  /** Whose server is this? @param {string | null} host */
  hostProvider(host) {
    if (!host) return null;
    const low = "." + host.toLowerCase();
    return this.hosts.find(({ pattern }) => pattern(low))?.provider ?? null;
  }

  /**
   * @param {string} text what was said
   * @param {string | null} host who said it
   * @param {string | null} reply
   * @param {string | null} enhanced
   * @returns {Why}
   */
  why(text, host, reply, enhanced) {
    const normal = new Normal(text);
    const found = this.book.find(normal);
    const span = (hit) => hit && { start: normal.at(hit.start), end: normal.at(hit.end - 1) + 1 };
    const sign = longest(found.filter((hit) => hit.data.tier === 0));
    const named = this.hostProvider(host);
    const codes = `${reply ?? ""} ${enhanced ?? ""}`.trim();
    const speakers = new Set([named, ...found.filter((hit) => hit.data.tier === 0).map((hit) => hit.data.provider)]);
    const responses = found.filter((hit) => hit.data.tier === 3);
    const known = bestResponse(responses.filter((hit) => speakers.has(hit.data.provider)), codes);
    const told = bestResponse(responses.filter((hit) => hit.weight >= TELLING), codes);
    const strong = longest(found.filter((hit) => hit.data.tier === 2));
    const weak = longest(found.filter((hit) => hit.data.tier === 1));
    const phrase = strong && told ? (told.weight > strong.weight + 10 ? told : strong) : strong ?? told;
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

/** @param {any[]} hits */
function longest(hits) {
  let best = null;
  for (const hit of hits) if (!best || hit.weight > best.weight) best = hit;
  return best;
}

/** The longest response, and of equal ones that with the codes that were seen. @param {any[]} hits @param {string} codes */
function bestResponse(hits, codes) {
  let best = null;
  for (const hit of hits) {
    const better = !best || hit.weight > best.weight || (hit.weight === best.weight && hit.data.codes === codes && best.data.codes !== codes);
    if (better) best = hit;
  }
  return best;
}

/** `*.l.google.com`, `alt*.aspmx.l.google.com`: does a host (with a dot in front) end so? @param {string} pattern */
function hostPattern(pattern) {
  const pieces = pattern.toLowerCase().replace(/^\*\.?/, "").split("*");
  if (pieces.length === 1) return (host) => host.endsWith("." + pieces[0]);
  const last = pieces[pieces.length - 1];
  const first = pieces[0];
  return (host) => host.endsWith(last) && (first ? host.startsWith("." + first) || host.includes("." + first) : true);
}
