"""Look for many phrases in one text. ``*`` inside a phrase stands for anything short, at an end for the rest of a
word.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NamedTuple

from .plain import plain_text
from .text import at

GAP = 48  # the longest text that a * may stand for
_TEXT_LIMIT = 6000  # so much of an answer is searched
_UNEVEN = re.compile(
    "[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]{2}"
    "|[\t-\r\u00a0\u00b4\u2018\u2019\u201c\u201d\u3000]"
)
_IDEOGRAPHS = re.compile("[\u3040-\u9fff\uac00-\ud7af]")  # Chinese, Japanese, Korean: two characters are a word
_SPACE = frozenset(" \t\n\r\u00a0\u3000")
_QUOTES = {"\u2019": "'", "\u2018": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"'}


class Normal:
    """A text in lower case, any run of white space one space, without the codes that a long reply repeats."""

    def __init__(self, text: str, reply: str | None = None, enhanced: str | None = None) -> None:
        source = text[:_TEXT_LIMIT]
        self.places: list[int] | None = None  # where each character stood
        self.text = source.lower()
        repeated = reply is not None and is_repeated(source, reply)
        if repeated or len(self.text) != len(source) or _UNEVEN.search(source):
            self._rebuild(source, reply if repeated else None, enhanced)

    def _rebuild(self, source: str, reply: str | None, enhanced: str | None) -> None:
        out: list[str] = []
        places: list[int] = []
        space, i = True, 0
        while i < len(source):
            c = source[i]
            if space and reply and c == reply[0]:
                skipped = _repeated_codes(source, i, reply, enhanced)
                if skipped:
                    i = skipped
                    continue
            if c in _SPACE:
                if not space:
                    out.append(" ")
                    places.append(i)
                space = True
            else:
                space = False
                low = _QUOTES.get(c) or c.lower()
                out.append(low if len(low) == 1 else c)
                places.append(i)
            i += 1
        self.text, self.places = "".join(out), places

    def at(self, i: int) -> int:
        """The place in the text as it was."""
        if self.places is None:
            return i
        return self.places[i] if 0 <= i < len(self.places) else -1


def is_repeated(text: str, reply: str) -> bool:
    return text.find(reply, text.find(reply) + 3) > 0


def _repeated_codes(source: str, i: int, reply: str, enhanced: str | None) -> int:
    """End of ``550-5.7.1`` or ``550-`` at ``i``, or 0."""
    glue = at(source, i + 3)
    if not source.startswith(reply, i) or glue not in ("-", " "):
        return 0
    if enhanced and source.startswith(enhanced + " ", i + 4):
        return i + 4 + len(enhanced) + 1
    return i + 4 if glue == "-" else 0


class Hit:
    """A phrase that stands in a text."""

    __slots__ = ("data", "end", "start", "weight")

    def __init__(self, data: Any, weight: int, start: int, end: int) -> None:
        self.data, self.weight, self.start, self.end = data, weight, start, end


class _Phrase(NamedTuple):
    pieces: list[str]
    anchor: int  # the piece to look for first
    offset: int  # in that piece: the three characters that it is filed under
    data: Any
    weight: int
    open_start: bool
    open_end: bool


class PhraseBook:
    """Phrases, each with what it says."""

    def __init__(self) -> None:
        self._waiting: list[tuple[list[str], Any, int, bool, bool]] = []
        self._filed: dict[str, list[_Phrase]] = {}
        self._pairs: list[tuple[str, Any]] = []  # words of two ideographs, too short to be filed

    def add(self, phrase: str, data: Any) -> None:
        plain = phrase if phrase.isascii() else plain_text(phrase)
        plain = Normal(plain).text.strip()
        pieces = [piece for piece in plain.split("*") if piece.strip()]
        if any(len(piece) >= 3 for piece in pieces):
            weight = sum(len(piece.strip()) for piece in pieces)
            self._waiting.append((pieces, data, weight, plain.startswith("*"), plain.endswith("*")))
        elif len(pieces) == 1 and _IDEOGRAPHS.search(pieces[0]):
            self._pairs.append((pieces[0], data))

    def _file(self) -> None:
        """Each phrase under the three of its characters that fewest phrases share."""
        keys = [[_keys(piece) for piece in pieces] for pieces, *_ in self._waiting]
        often = Counter(key for rows in keys for row in rows for key in row)
        for (pieces, data, weight, start, end), rows in zip(self._waiting, keys):
            places = ((often[key], n, i) for n, row in enumerate(rows) for i, key in enumerate(row))
            _, anchor, offset = min(places)
            phrase = _Phrase(pieces, anchor, offset, data, weight, start, end)
            self._filed.setdefault(pieces[anchor][offset : offset + 3], []).append(phrase)
        self._waiting = []

    def find(self, normal: Normal) -> list[Hit]:
        """Every phrase that stands in the text, in the order of the places where it was found."""
        if self._waiting:
            self._file()
        text = normal.text
        found = []
        for i in range(len(text) - 2):
            for phrase in self._filed.get(text[i : i + 3], ()):
                span = _match(text, phrase, i - phrase.offset)
                if span:
                    found.append(Hit(phrase.data, phrase.weight, *span))
        if _IDEOGRAPHS.search(text):
            for pair, data in self._pairs:
                place = text.find(pair)
                while place >= 0:
                    found.append(Hit(data, 2, place, place + 2))
                    place = text.find(pair, place + 2)
        return found


def _keys(piece: str) -> list[int]:
    """Every three characters as one number, as the site's script files them."""
    codes = [*map(ord, piece)]
    return [((a * 0x10001) ^ (b << 8) ^ c) & 0xFFFFFFFF for a, b, c in zip(codes, codes[1:], codes[2:])]


def _match(text: str, phrase: _Phrase, place: int) -> tuple[int, int] | None:
    """Compare a phrase whose anchor would stand at ``place``."""
    pieces, anchor = phrase.pieces, phrase.anchor
    if place < 0 or not text.startswith(pieces[anchor], place):
        return None
    end = place + len(pieces[anchor])
    for piece in pieces[anchor + 1 :]:
        found = text.find(piece, end, end + GAP + len(piece))
        if found < 0:
            return None
        end = found + len(piece)
    start = place
    for piece in reversed(pieces[:anchor]):
        start = text.rfind(piece, max(0, start - GAP - len(piece)), start)
        if start < 0:
            return None
    fits = (phrase.open_start or not _inside_word(text, start)) and (phrase.open_end or not _inside_word(text, end))
    return (start, end) if fits else None


def _inside_word(text: str, i: int) -> bool:
    return 0 < i < len(text) and _in_word(text[i]) and _in_word(text[i - 1])


def _in_word(c: str) -> bool:
    return "a" <= c <= "z" or "0" <= c <= "9" or "\u00df" <= c < "\u0250"
