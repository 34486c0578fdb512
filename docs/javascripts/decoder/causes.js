/**
 * Why it happened and who said it, by the rules out of the site's data.
 *
 * What a known speaker is known to say counts most, then phrases and word rules that many servers share, then an
 * enhanced code that has one cause only, then weak phrases, then the reply code. Nothing of these: the cause stays
 * unknown. `decoder_rules.py` describes the whole order.
 */

import { Normal, PhraseBook } from "./phrases.js";
import { codeRange, readAddresses } from "./url.js";
import { Wording } from "./wording.js";

/**
 * @typedef {object} Why
 * @property {string | null} cause
 * @property {string | null} situation a finer kind of the cause
 * @property {string | null} provider
 * @property {boolean} byWording nothing but the wording names the provider
 * @property {string | null} response `provider/id` of the response that was recognised
 * @property {{ start: number, end: number } | null} causeAt in the text that was searched
 * @property {{ start: number, end: number } | null} providerAt
 * @property {number} strength how sure it is: 3 a known response, 2 a phrase, 1.5 a code, 1 and less a guess, 0 nothing
 */

/** @typedef {import("./phrases.js").Hit<any>} Hit */
/**
 * @typedef {Record<"known" | "told" | "first" | "strong" | "expired" | "weak", Hit | null>} Best the best hit of each
 *   sort
 */
/** @typedef {{ text: string, searched?: any }} Said a text, with what was found in it */

/** @type {WeakMap<object, Rules>} */
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
    /** @type {Map<string, string>} */
    this.codes = new Map();
    /** @type {Map<string, string>} */
    this.hosts = new Map(); // ends of host names
    /** @type {{ provider: string, pieces: string[] }[]} */
    this.hostPatterns = []; // the few with a * inside
    /** @type {(sort: Record<string, string[]> | undefined, tier: number) => void} */
    const add = (sort, tier) => {
      for (const [cause, phrases] of Object.entries(sort ?? {}))
        for (const phrase of phrases) this.book.add(phrase, { cause, tier });
    };
    add(rules.phrases, 2);
    add(rules.weak, 1);
    add(rules.first, 4);
    for (const phrase of rules.nothing ?? []) this.book.add(phrase, { tier: NOTHING });
    this.wording = new Wording(rules.groups ?? {}, rules.rules ?? {});
    for (const [cause, codes] of Object.entries(rules.codes ?? {}))
      for (const code of codes.split(" ")) for (const one of codeRange(code)) this.codes.set(one, cause);
    const filler = new Set(rules.filler?.split(" "));
    /**
     * @type {[number, number]} from so many characters on a response is believed by itself; the same beside its own
     *   codes
     */
    const telling = rules.telling ?? [Infinity, Infinity];
    for (const [provider, record] of Object.entries({ ...rules.providers, "": { responses: rules.told } })) {
      const list = Boolean(record.list);
      for (const sign of record.signs ?? []) this.book.add(`${sign}*`, { provider, list, tier: 0 });
      for (const mark of record.marks?.split("\n") ?? []) this.book.add(`${mark}*`, { provider, list, tier: 0, mark });
      for (const pattern of record.mx ?? []) {
        const end = pattern.replace(/^\*\.?/, "");
        if (end.includes("*")) this.hostPatterns.push({ provider, pieces: end.split("*") });
        else this.hosts.set(end, provider);
      }
      for (const response of responsesOf(record.responses, filler)) {
        this.book.add(response.phrase, {
          ...response,
          provider,
          list,
          cause: rules.causes?.[response.cause] ?? null,
          tier: 3,
          telling,
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

  /**
   * Search a text once, however many recipients share it: only a repeated code makes a difference.
   * @param {Said} snippet
   * @param {string | null} reply
   * @param {string | null} enhanced
   * @param {boolean} shared
   */
  #search(snippet, reply, enhanced, shared) {
    const repeated = !shared && reply && snippet.text.indexOf(reply, snippet.text.indexOf(reply) + 3) > 0;
    const key = repeated ? `${reply} ${enhanced}` : "";
    if (snippet.searched?.key === key && snippet.searched.rules === this) return snippet.searched;
    const normal = repeated ? new Normal(snippet.text, reply, enhanced) : new Normal(snippet.text);
    snippet.searched = { key, rules: this, normal, all: this.#hits(normal) };
    return snippet.searched;
  }

  /** The one cause that a code has. @param {string | null} code */
  #causeOf(code) {
    return (code && this.codes.get(code)) || null;
  }

  /** Everything that the text says; what stands inside boilerplate says nothing. @param {Normal} normal */
  #hits(normal) {
    const hits = this.book.find(normal);
    const nothing = hits.filter((hit) => hit.data.tier === NOTHING);
    if (!nothing.length) return hits;
    return hits.filter((hit) => !nothing.some((one) => one.start <= hit.start && one.end >= hit.end));
  }

  /**
   * @param {Said} snippet what was said
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
    const { known, weak } = best;
    // that the time was up is no reason where one is told
    const hit = deciding(best) ?? this.wording.find(normal, from) ?? best.expired;
    const span = (/** @type {Hit | null} */ found) =>
      found && { start: normal.at(found.start), end: normal.at(found.end - 1) + 1 };
    const byCode = this.#causeOf(enhanced);
    /** @type {string | null} */
    const named = hit?.data.cause ?? byCode ?? weak?.data.cause ?? this.#causeOf(reply);
    const [cause, own] = named?.split("/") ?? [null];
    return {
      cause,
      situation: own ?? situationOf(cause, all),
      provider: best.provider,
      byWording: best.byWording,
      response: known ? `${known.data.provider}/${known.data.id}` : null,
      causeAt: span(hit ?? (byCode ? null : weak)),
      providerAt: span(best.providerHit),
      strength: hit ? STRENGTH[hit.data.tier] : byCode ? 1.5 : weak ? 1 : cause ? 0.5 : 0,
    };
  }
}

/** What decides: what the speaker is known to say, else the phrase that tells most. @param {Best} best */
function deciding({ known, first, strong, told, expired }) {
  if (known?.data.token && !first) return known; // its speaker's own number, whatever the words around it
  const other = first ?? telling(strong, told) ?? (known ? expired : null);
  return known && !(other && other.weight > known.weight) ? known : other;
}

/** A phrase that many share, or the longer words around it. @param {Hit | null} strong @param {Hit | null} told */
function telling(strong, told) {
  if (!strong || !told) return strong ?? told;
  const holds = told.weight > strong.weight && told.start <= strong.start && told.end >= strong.end;
  return holds || told.weight > strong.weight + 10 ? told : strong;
}

/** The tier of boilerplate. */
const NOTHING = -1;
/** How sure each tier is; the last: a rule of words. */
const STRENGTH = [0, 1, 2, 3, 3, 2];

/** The situation of the longest words that name one of this cause. @param {string | null} cause @param {Hit[]} all */
function situationOf(cause, all) {
  let best = null;
  if (!cause) return null;
  for (const hit of all) if (hit.data.cause?.startsWith(`${cause}/`) && (!best || hit.weight > best.weight)) best = hit;
  return best ? best.data.cause.slice(cause.length + 1) : null;
}

/** The rules hold responses as columns. @param {any} columns @param {Set<string>} filler */
function responsesOf(columns, filler) {
  if (!columns?.phrases) return [];
  const ids = columns.ids?.split("\n");
  const codes = columns.codes.split("\n");
  return columns.phrases.split("\n").map((/** @type {string} */ phrase, /** @type {number} */ n) => {
    const marks = Number(columns.marks[n]);
    return {
      phrase,
      codes: codes[n],
      cause: columns.causes.charCodeAt(n) - 97,
      id: ids && wholeId(ids[n], codes[n], phrase, filler),
      token: TOKEN.test(phrase),
      own: Boolean(marks & 1),
      whole: Boolean(marks & 2),
      entire: Boolean(marks & 4),
    };
  });
}

/** A word with a digit that is no code: LPN007_510, S3150. */
const TOKEN = /^(?=\S*\d)(?=\S*[a-z])\S+$/;

/**
 * An empty one is the code and three telling words, `~no-such-user` starts with its code, `=123` is the code and words
 * 1, 2 and 3.
 * @param {string} id
 * @param {string} codes
 * @param {string} phrase
 * @param {Set<string>} filler
 */
function wholeId(id, codes, phrase, filler) {
  if (id && id[0] !== "~" && id[0] !== "=") return id;
  const code = codes.slice(codes.lastIndexOf(" ") + 1).replaceAll(".", "-");
  /** @type {string[]} */
  const words = phrase.match(/[a-z0-9]+/g) ?? [];
  const rest = !id
    ? words.filter((word) => !filler.has(word)).slice(0, 3)
    : id[0] === "~"
      ? [id.slice(1)]
      : [...id.slice(1)].map((digit) => words[parseInt(digit, 36)]);
  return (code ? [code, ...rest] : rest).join("-");
}

/**
 * The best hit of each sort. Phrases in front of `from`, where somebody else speaks, count only when there are none
 * behind it.
 * @param {Hit[]} all @param {Normal} normal @param {number} from @param {string | null} named @param {string} codes
 */
function pick(all, normal, from, named, codes) {
  /** @type {Best} */
  const best = { known: null, told: null, first: null, strong: null, expired: null, weak: null };
  const signs = signsIn(all);
  const speakers = speakersIn(all, named, signs.sign !== null);
  const own = ownWords(all, normal, codes);
  const behind = from > 0 && all.some((hit) => hit.data.tier > 0 && normal.at(hit.start) >= from);
  for (const hit of all) {
    if (hit.data.tier <= 0 || (behind && normal.at(hit.start) < from)) continue;
    const speaks = speakers.size ? speakers.has(hit.data.provider) : hit === own && hit.data.codes === codes;
    const sort = sortOf(hit, speaks, normal, codes);
    if (sort && better(hit, best[sort], codes)) best[sort] = hit;
  }
  const worded = own ? heavier(own, signs.mark) : signs.mark;
  const providerHit = named ? best.known : signs.sign ? (best.known ?? signs.sign) : (worded ?? signs.list);
  return {
    ...best,
    provider: named ?? providerHit?.data.provider ?? null,
    providerHit,
    byWording: !named && !signs.sign && worded !== null,
  };
}

/** The weightiest sign of each sort. @param {Hit[]} all */
function signsIn(all) {
  /** @type {Record<"sign" | "mark" | "list", Hit | null>} */
  const signs = { sign: null, mark: null, list: null };
  for (const hit of all) {
    if (hit.data.tier) continue;
    const sort = hit.data.list ? "list" : hit.data.mark ? "mark" : "sign";
    if (hit.weight > (signs[sort]?.weight ?? 0)) signs[sort] = hit;
  }
  return signs;
}

/**
 * Who may be speaking: whose server it is, else whom signs name, else whom marks name.
 * @param {Hit[]} all
 * @param {string | null} named
 * @param {boolean} signed
 */
function speakersIn(all, named, signed) {
  if (named) return new Set([named]);
  const shown = all.filter(({ data }) => !data.tier && !data.list && !(signed && data.mark));
  return new Set(shown.map(({ data }) => data.provider));
}

/** What one speaker alone says shows who speaks. @param {Hit[]} all @param {Normal} normal @param {string} codes */
function ownWords(all, normal, codes) {
  /** @type {Hit | null} */
  let own = null;
  for (const hit of all) {
    const same = hit.data.codes === codes;
    const tells =
      (hit.data.own && (hit.weight >= hit.data.telling[0] || same)) ||
      (hit.data.entire && same && isWhole(normal, hit, codes));
    if (tells && better(hit, own, codes)) own = hit;
  }
  return own;
}

/**
 * @param {Hit} hit
 * @param {boolean} speaks it is what its speaker is known to say
 * @param {Normal} normal
 * @param {string} codes
 * @returns {keyof Best | null}
 */
function sortOf(hit, speaks, normal, codes) {
  const { tier, cause, whole, telling } = hit.data;
  if (tier === 1) return "weak";
  if (tier === 4) return "first";
  if (tier === 3 && speaks) return "known";
  if (cause === "expired") return "expired";
  if (tier === 2) return "strong";
  const same = hit.data.codes === codes;
  const enough = telling[same && codes.includes(".") ? 1 : 0];
  return hit.weight >= enough || (same && whole && isWhole(normal, hit, codes)) ? "told" : null;
}

/** @param {any} a @param {any} b */
const heavier = (a, b) => (b && b.weight > a.weight ? b : a);

/**
 * Is there nothing but codes, addresses and a token in brackets around the hit?
 * @param {Normal} normal
 * @param {any} hit
 * @param {string} codes
 */
function isWhole(normal, hit, codes) {
  if (!codes) return false;
  const around = `${normal.text.slice(0, hit.start)} ${normal.text.slice(hit.end)}`;
  return around.length < 200 && !/[\p{L}]/u.test(around.replace(BESIDE, " "));
}

/** What stands beside a whole text: the report's "smtp;", an address, a token in brackets. */
const BESIDE = /^(smtp|lmtp|x-\w+);|[^\s@<]+@[^\s@>]+|[([][\w.:-]+[)\]]/g;

/**
 * The longer phrase; of equal ones that with the codes that were seen, else the first.
 * @param {Hit} hit
 * @param {Hit | null} than
 * @param {string} codes
 */
function better(hit, than, codes) {
  if (!than || hit.weight !== than.weight) return !than || hit.weight > than.weight;
  const [one, other] = [hit, than].map(({ data }) => data.codes !== undefined && data.codes === codes);
  return one === other ? hit.start < than.start : one;
}
