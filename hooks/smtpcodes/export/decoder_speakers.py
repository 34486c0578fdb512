"""Who says what nobody else says: the stretches of a response by which a text without a host knows its speaker."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

Records = Mapping[str, Mapping[str, Any]]

MANY = ""  # the speaker of what RFCs give as the text of a code, and of what records say that many servers say
_SAID_BY_MANY = re.compile("said by (many|other) servers|Postfix text")  # the reason of a `no_match`
STRETCH = 20  # so many characters that no other speaker's text holds give a speaker away
LONGEST_MARK = 40  # a mark is longer than that where the text goes on: the more words, the safer
_PLACEHOLDER = re.compile(r"<[^<>]*>|\*")
_CODE_IN_TEXT = re.compile(r"^\s*(?:[245]\d\d[ -])?\s*(?:[245]\.\d{1,3}\.\d{1,3}\s+)?")
_TYPED = str.maketrans("\u2018\u2019\u00b4\u201c\u201d", "'''\"\"")
_TOKEN = re.compile(r"(?=.*[\d:_]|.*[a-z][A-Z])[\w:.\[\]()/#-]{5,}")
_SHORT_TOKEN = re.compile(r"[A-Z]+\d+")  # tells where brackets stand around it


def plain(text: str) -> str:
    """A text as the decoder compares it: without leading codes, lower case, ``*`` for what varies, single spaces."""
    bare = _CODE_IN_TEXT.sub("", text, count=1).translate(_TYPED)
    return " ".join(_PLACEHOLDER.sub("*", bare).lower().split())


def _stretches(text: str) -> Iterator[str]:
    for piece in map(str.strip, text.split("*")):
        for start in range(len(piece) - STRETCH + 1):
            yield piece[start : start + STRETCH]


def codes_of(response: Mapping[str, Any]) -> str:
    """The codes of a response as they stand in a reply: "550 5.1.1", "550", "5.1.1" or ""."""
    return " ".join(filter(None, (response.get("reply"), response.get("enhanced"))))


def _own(owner: dict[str, str | None], texts: list[str], provider: str) -> None:
    """Enter a speaker's stretches; what another has already is nobody's."""
    for stretch in {stretch for text in texts for stretch in _stretches(text)}:
        owner[stretch] = provider if owner.get(stretch, provider) == provider else None


class Speakers:
    """Every stretch of every response with its speaker.

    In: the providers' records by id, the standard's own words by reply code. A stretch that two speakers share, or that
    many say, belongs to none.
    """

    def __init__(self, providers: Records, standards: Mapping[str, str]) -> None:
        self._owner: dict[str, str | None] = {}
        self._coded: dict[str, str | None] = {}
        self._texts: dict[str, list[str]] = {}
        _own(self._owner, [plain(text) for text in standards.values()], MANY)
        _own(self._coded, [f"{code} {plain(text)}" for code, text in standards.items()], MANY)
        tokens: dict[str, set[str]] = defaultdict(set)
        for provider, record in providers.items():
            texts = self._texts[provider] = []
            coded = []
            for response in record.get("responses") or []:
                if _SAID_BY_MANY.match(response.get("no_match", "")):
                    _own(self._owner, [plain(response["text"])], MANY)
                    continue
                for field in ("text", "match"):
                    if field in response:
                        texts.append(plain(response[field]))
                        coded.append(f"{codes_of(response)} {texts[-1]}")
                for token in (response.get("token"), response.get("text")):
                    if token and (token == response.get("token") or _TOKEN.fullmatch(token)):
                        tokens[token].add(provider)
            _own(self._owner, texts, provider)
            _own(self._coded, coded, provider)
        everything = {provider: "\n".join(texts) for provider, texts in self._texts.items()}
        self._tokens: dict[str, list[str]] = defaultdict(list)
        for token, speakers in sorted(tokens.items()):
            provider = next(iter(speakers))
            elsewhere = any(token.lower() in texts for other, texts in everything.items() if other != provider)
            if len(speakers) > 1 or elsewhere:
                continue
            if _TOKEN.fullmatch(token):
                self._tokens[provider].append(token.lower())
            elif _SHORT_TOKEN.fullmatch(token):
                self._tokens[provider] += [f"({token.lower()})", f"[{token.lower()}]"]

    def tells(self, provider: str, phrase: str) -> bool:
        """Does the phrase hold a stretch that only this speaker says?"""
        return any(self._owner.get(stretch) == provider for stretch in _stretches(phrase))

    def tells_with_codes(self, provider: str, codes: str, phrase: str) -> bool:
        """The same for a whole text with its codes in front: "5.1.10 recipient not found" is one speaker's."""
        return any(self._coded.get(stretch) == provider for stretch in _stretches(f"{codes} {phrase}"))

    def marks(self, provider: str, phrases: list[str]) -> list[str]:
        """What else gives the speaker away: its tokens, and a stretch of each text without any of the phrases."""
        marks = list(self._tokens[provider])
        known = [phrase.split("*") for phrase in phrases]
        for text in self._texts[provider]:
            if any(mark in text for mark in marks) or any(all(piece in text for piece in phrase) for phrase in known):
                continue
            if mark := self._mark(provider, text):
                marks.append(mark)
        return marks

    def _mark(self, provider: str, text: str) -> str:
        """The first stretch of a text that is its speaker's own, up to whole words where there is room. Empty: none."""
        for piece in map(str.strip, text.split("*")):
            for first in range(len(piece) - STRETCH + 1):
                if " " in (piece[first], piece[first + STRETCH - 1]):
                    continue
                if self._owner.get(piece[first : first + STRETCH]) == provider:
                    return _widened(piece, first)
        return ""


def _widened(piece: str, first: int) -> str:
    """The stretch that starts at ``first``, up to whole words where there is room."""
    start = piece.rfind(" ", 0, first) + 1
    if first + STRETCH - start > LONGEST_MARK:
        start = first
    end = piece.find(" ", first + STRETCH)
    if end < 0 or end - start > LONGEST_MARK:
        end = min(len(piece), max(first + STRETCH, start + LONGEST_MARK))
    return piece[start:end].strip()
