"""Why, by words alone: the decoder's phrases and word rules once more in Python.

The order of precedence stands in ``decoder_rules``; texts of named speakers are left out. `causes.js`, `phrases.js`
and `wording.js` do the same for a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

GAP = 48  # the longest text that a `*` in a phrase may stand for
REACH = 60  # so far apart may neighbouring words of a rule stand
NEXT = 16  # the same behind `>`
SENTENCE_END = re.compile(r"[.!?;] |[。！；]")
_LETTER = "a-z0-9\u00df-\u024f"


@dataclass(frozen=True)
class Hit:
    """Something found: what it says, how many characters it explains, and where it stands."""

    says: str
    weight: int
    start: int
    end: int


class Phrases:
    """Phrases by what they say. A phrase must not start or end inside a longer word unless a `*` stands there."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._all = [
            (says, phrase, max(phrase.split("*"), key=len)) for says, several in phrases.items() for phrase in several
        ]

    def find(self, text: str) -> Iterator[Hit]:
        for says, phrase, longest in self._all:
            if longest in text:  # most end here
                weight = sum(len(piece.strip()) for piece in phrase.split("*"))
                for found in _pattern(phrase).finditer(text):
                    yield Hit(says, weight, found.start(), found.end())


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    pieces = [piece for piece in phrase.split("*") if piece.strip()]
    before = f"(?<![{_LETTER}])" if not phrase.startswith("*") and re.match(f"[{_LETTER}]", pieces[0]) else ""
    after = f"(?![{_LETTER}])" if not phrase.endswith("*") and re.match(f"[{_LETTER}]", pieces[-1][-1]) else ""
    return re.compile(before + f".{{0,{GAP}}}?".join(map(re.escape, pieces)) + after)


class Words:
    """What words and codes say.

    In: the content of ``decoder.json``.
    """

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self._rules = rules
        self._sorts = {sort: Phrases(rules[sort]) for sort in ("first", "phrases")}
        self._nothing = Phrases({"": rules["nothing"]})
        self._lines = [(cause, line.split()) for cause, lines in rules["rules"].items() for line in lines]

    @cached_property
    def _groups(self) -> Phrases:
        return Phrases({name: words.split("\n") for name, words in self._rules["groups"].items()})

    def cause(self, text: str) -> str | None:
        """The cause, or ``cause/situation``, that a refusal's plain text in lower case tells, whatever its codes."""
        silent = list(self._nothing.find(text))

        def best(sort: str, *, late: bool = False) -> str | None:
            found = [
                hit
                for hit in self._sorts[sort].find(text)
                if (hit.says == "expired") == late
                and not any(one.start <= hit.start and hit.end <= one.end for one in silent)
            ]
            return max(found, key=_rank).says if found else None

        return best("first") or best("phrases") or self._by_groups(text) or best("phrases", late=True)

    def _by_groups(self, text: str) -> str | None:
        words: dict[str, list[Hit]] = {}
        for hit in self._groups.find(text):
            words.setdefault(hit.says, []).append(hit)
        found = [hit for cause, line in self._lines for hit in _together(cause, line, words, text)]
        return max(found, key=lambda hit: hit.weight).says if found else None


def _rank(hit: Hit) -> tuple[int, int]:
    """The longest, and of equal ones the first."""
    return hit.weight, -hit.start


def _together(cause: str, line: list[str], words: Mapping[str, list[Hit]], text: str) -> Iterator[Hit]:
    """Where a rule holds: from each word of its first group to the nearest words of the others."""
    needs = [name for name in line if name != ">" and name[0] != "!"]
    if not all(name in words for name in needs):
        return
    for first in words[needs[0]]:
        start, end, weight, last = first.start, first.end, first.weight, first
        for name in needs[1:]:
            close = line[line.index(name) - 1] == ">"
            near = []
            for word in words[name]:
                after, before = word.start - (last.end if close else end), -1 if close else start - word.end
                gap = max(after, before)
                between = text[word.start - gap : word.start] if after >= 0 else text[word.end : word.end + gap]
                if 0 <= gap <= (NEXT if close else REACH) and not SENTENCE_END.search(between):
                    near.append((gap, -word.weight, word))
            if not near:
                break
            last = min(near, key=lambda one: one[:2])[2]
            start, end, weight = min(start, last.start), max(end, last.end), weight + last.weight
        else:
            without = [word for name in line if name[0] == "!" for word in words.get(name[1:], ())]
            if not any(_same_sentence(word, start, end, text) for word in without):
                yield Hit(cause, weight, start, end)


def _same_sentence(word: Hit, start: int, end: int, text: str) -> bool:
    low, high = (word.end, start) if word.end <= start else (end, word.start)
    return high - low <= 2 * REACH and (low >= high or not SENTENCE_END.search(text[low:high]))
