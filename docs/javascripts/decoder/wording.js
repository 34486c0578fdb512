/**
 * Words of several groups that stand together say why: {mailbox, inbox, postfach …} beside {full, exhausted, voll …}.
 *
 * A rule is a line of group names. Each group must have a word in the same sentence, in any order, neighbours at most
 * REACH characters apart. `>` between two: the right one follows the left one within NEXT characters. `!name`: void
 * where a
 * word of that group stands in the sentence. `data/wording.yml` holds groups and rules.
 */

import { PhraseBook } from "./phrases.js";

const REACH = 60;
const NEXT = 16;
/** So many words of one group are looked at. */
const WORDS_LIMIT = 16;
const SENTENCE_END = /[.!?;] |[。！；]/;

/** @typedef {import("./phrases.js").Hit<any>} Hit */
/**
 * @typedef {{
 *   needs: { group: number, next: boolean }[], without: number[], data: { cause: string, tier: number }
 * }} Rule
 */

export class Wording {
  /**
   * @param {Record<string, string>} groups words by name, one a line
   * @param {Record<string, string[]>} rules lines by cause
   */
  constructor(groups, rules) {
    /** @type {PhraseBook<number>} */
    this.book = new PhraseBook();
    const places = new Map(Object.keys(groups).map((name, place) => [name, place]));
    for (const [name, words] of Object.entries(groups))
      for (const word of words.split("\n")) this.book.add(word, places.get(name) ?? -1);
    this.rules = Object.entries(rules).flatMap(([cause, lines]) => lines.map((line) => readRule(cause, line, places)));
  }

  /**
   * The rule that explains the most characters of a text; one behind `from`, where there is any.
   * @param {import("./phrases.js").Normal} normal @param {number} from @returns {Hit | null}
   */
  find(normal, from) {
    if (!this.rules.length) return null;
    /** @type {Hit[][]} */
    const words = [];
    for (const hit of this.book.find(normal)) (words[hit.data] ??= []).push(hit);
    if (!words.length) return null;
    /** @type {Hit[]} */
    const found = [];
    for (const rule of this.rules) {
      if (!rule.needs.every(({ group }) => words[group])) continue;
      for (const first of words[rule.needs[0].group].slice(0, WORDS_LIMIT)) {
        const hit = together(rule, first, words, normal.text);
        if (hit) found.push(hit);
      }
    }
    const behind = found.filter((hit) => normal.at(hit.start) >= from);
    // words on both sides of the code are no sentence
    const before = found.filter((hit) => normal.at(hit.end - 1) < from);
    /** @type {Hit | null} */
    let best = null;
    for (const hit of behind.length ? behind : before) if (!best || hit.weight > best.weight) best = hit;
    return best;
  }
}

/** @param {string} cause @param {string} line @param {Map<string, number>} places @returns {Rule} */
function readRule(cause, line, places) {
  const needs = [];
  const without = [];
  let next = false;
  for (const word of line.split(" ")) {
    if (word === ">") next = true;
    else if (word[0] === "!") without.push(places.get(word.slice(1)) ?? -1);
    else {
      needs.push({ group: places.get(word) ?? -1, next });
      next = false;
    }
  }
  return { needs, without, data: { cause, tier: 5 } };
}

/** @param {Rule} rule @param {Hit} first @param {Hit[][]} words @param {string} text @returns {Hit | null} */
function together(rule, first, words, text) {
  const hit = { data: rule.data, weight: first.weight, start: first.start, end: first.end };
  let last = first;
  for (const { group, next } of rule.needs.slice(1)) {
    /** @type {Hit | null} */
    let nearest = null;
    let least = Infinity;
    for (const word of words[group].slice(0, WORDS_LIMIT)) {
      const after = word.start - (next ? last.end : hit.end);
      const before = next ? -1 : hit.start - word.end;
      const gap = Math.max(after, before);
      if (gap < 0 || gap > (next ? NEXT : REACH) || gap > least) continue;
      if (gap === least && nearest && word.weight <= nearest.weight) continue;
      if (
        SENTENCE_END.test(after >= 0 ? text.slice(word.start - gap, word.start) : text.slice(word.end, word.end + gap))
      )
        continue;
      nearest = word;
      least = gap;
    }
    if (!nearest) return null;
    hit.weight += nearest.weight;
    hit.start = Math.min(hit.start, nearest.start);
    hit.end = Math.max(hit.end, nearest.end);
    last = nearest;
  }
  return rule.without.some((group) => words[group]?.some((word) => sameSentence(word, hit, text))) ? null : hit;
}

/** @param {Hit} word @param {Hit} hit @param {string} text */
function sameSentence(word, hit, text) {
  const [from, to] = word.end <= hit.start ? [word.end, hit.start] : [hit.end, word.start];
  return to - from <= 2 * REACH && (from >= to || !SENTENCE_END.test(text.slice(from, to)));
}
