"""Words of several groups that stand together say why: {mailbox, inbox …} beside {full, exhausted …}.

A rule is a line of group names. Each group must have a word in the same sentence, neighbours at most REACH characters
apart. ``>`` between two: the right one follows the left one within NEXT characters. ``!name``: void where a word of
that group stands in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from .phrases import Hit, Normal, PhraseBook

REACH = 60
NEXT = 16
_WORDS_LIMIT = 16  # so many words of one group are looked at
_SENTENCE_END = re.compile("[.!?;] |[\u3002\uff01\uff1b]")
_TIER = 5

_Words = Mapping[str, "list[Hit]"]


class _Need(NamedTuple):
    group: str
    close: bool  # close behind the one in front


class _Rule(NamedTuple):
    needs: list[_Need]
    without: list[str]
    cause: str


class Wording:
    """Groups of words by name, one word a line, and rules by cause."""

    def __init__(self, groups: Mapping[str, str], rules: Mapping[str, list[str]]) -> None:
        self._book = PhraseBook()
        for name, words in groups.items():
            for word in words.split("\n"):
                self._book.add(word, name)
        self._rules = [_rule(cause, line) for cause, lines in rules.items() for line in lines]

    def find(self, normal: Normal, start: int) -> Hit | None:
        """The rule that explains the most characters of a text; one behind ``start``, where there is any."""
        if not self._rules:
            return None
        words: dict[str, list[Hit]] = {}
        for hit in self._book.find(normal):
            words.setdefault(hit.data, []).append(hit)
        found = []
        for rule in self._rules:
            if all(need.group in words for need in rule.needs):
                for first in words[rule.needs[0].group][:_WORDS_LIMIT]:
                    together = _together(rule, first, words, normal.text)
                    if together:
                        found.append(together)
        behind = [hit for hit in found if normal.at(hit.start) >= start]
        before = [hit for hit in found if normal.at(hit.end - 1) < start]  # words on both sides are no sentence
        return max(behind or before, key=lambda hit: hit.weight, default=None)


def _rule(cause: str, line: str) -> _Rule:
    needs, without, close = [], [], False
    for word in line.split(" "):
        if word == ">":
            close = True
        elif word.startswith("!"):
            without.append(word[1:])
        else:
            needs.append(_Need(word, close))
            close = False
    return _Rule(needs, without, cause)


def _together(rule: _Rule, first: Hit, words: _Words, text: str) -> Hit | None:
    """The words of a rule around ``first``, as one hit."""
    hit = Hit({"cause": rule.cause, "tier": _TIER}, first.weight, first.start, first.end)
    last = first
    for need in rule.needs[1:]:
        nearest = _nearest(need, last, hit, words, text)
        if not nearest:
            return None
        hit.weight += nearest.weight
        hit.start, hit.end = min(hit.start, nearest.start), max(hit.end, nearest.end)
        last = nearest
    void = any(_same_sentence(word, hit, text) for group in rule.without for word in words.get(group, ()))
    return None if void else hit


def _nearest(need: _Need, last: Hit, hit: Hit, words: _Words, text: str) -> Hit | None:
    nearest: Hit | None = None
    least: float = float("inf")
    for word in words[need.group][:_WORDS_LIMIT]:
        after = word.start - (last.end if need.close else hit.end)
        gap = max(after, -1 if need.close else hit.start - word.end)
        if gap < 0 or gap > (NEXT if need.close else REACH) or gap > least:
            continue
        if nearest and gap == least and word.weight <= nearest.weight:
            continue
        between = text[word.start - gap : word.start] if after >= 0 else text[word.end : word.end + gap]
        if not _SENTENCE_END.search(between):
            nearest, least = word, gap
    return nearest


def _same_sentence(word: Hit, hit: Hit, text: str) -> bool:
    start, end = (word.end, hit.start) if word.end <= hit.start else (hit.end, word.start)
    return end - start <= 2 * REACH and (start >= end or not _SENTENCE_END.search(text[start:end]))
