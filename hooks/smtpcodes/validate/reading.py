"""How easily the records read: grade 9 at most for an ordinary sender, no word that no list knows, one name for each
thing.

Grade: Flesch-Kincaid (the library "readability") of each summary, advice and list of a sender's steps. A text of fewer
than 20 words is
judged together with the rest of its record, since the formula swings on so few. Literal text in backticks and links
count as one word.
Spelling: the dictionary of "pyspellchecker" and the project's own list of words. Terms: each thing has one name here
(TERMS).
Both libraries belong to the development requirements; ``missing()`` says whether they are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from smtpcodes.basics.problems import Problem
from smtpcodes.load.folder import Data
from smtpcodes.load.own_words import NOT_OURS, Text, prose
from smtpcodes.load.yaml_reader import Place, Record

GRADE = 9.0
ENOUGH = 20  # words
# What pages must not say, and what they say instead.
TERMS = {
    r"e-mails?": "mail or email",
    r"black-?list(s|ed|ing)?": "block list",
    r"blocklists?": "block list",
    r"white-?list(s|ed|ing)?": "allow list",
    r"grey list(ing|ed)?": "greylisting",
    r"gray-?list(ing|ed)?": "greylisting",
    r"bounce[- ]?backs?": "bounce",
    r"websites?": "web site",
    r"spam-?box": "spam folder",
    r"mail box(es)?": "mailbox",
    r"user-?names?": "user name",
}


def missing() -> list[str]:
    """The libraries that are not installed."""
    return [name for name in ("readability", "spellchecker") if find_spec(name) is None]


def problems(data: Data, words: Path) -> Iterator[Problem]:
    """Every fault of reading, each at its line. ``words``: the project's own list, one word a line."""
    ours = [*data.codes.values(), *data.causes.values(), *data.providers.values(), data.local]
    for record in ours:
        if record.kind in {"code", "cause"}:
            for place, found, text in hard(record):
                yield Problem(
                    record.path,
                    record.line(*place),
                    (
                        f"grade {found:.1f} of reading, at most {GRADE:.0f} for a sender; shorter sentences, plainer "
                        f"words: {_short(text)}"
                    ),
                )
        for place, text in prose(record):
            for fault in wrong_terms(text):
                yield Problem(record.path, record.line(*place), fault)
    texts = [(record, place, text) for record in ours for place, text in prose(record)]
    unknown = misspelt((text for _, _, text in texts), own_words(words))
    for record, place, text in texts:
        for word in sorted(unknown & set(parts_of(text))):
            yield Problem(
                record.path,
                record.line(*place),
                f"no word list knows “{word}”; correct it, or add it to tests/{words.name}",
            )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 70 else line[:69] + "…"


def plain(text: str) -> str:
    """What a reader reads: literal texts and links as one short word each."""
    text = re.sub(r"`[^`]*`|\[\[[^\]]*\]\]", "it", text)
    text = re.sub(r"\b\d[\d.x]*\b|\b[A-Z]{2,}\b", "it", text)  # a code or an acronym is one word, however it is said
    return re.sub(r"[\"“”()]", "", " ".join(text.split()))


def grade(text: str) -> float:
    """Flesch-Kincaid grade of English text."""
    import readability

    sentences = [one for one in re.split(r"(?<=[.!?])\s+", plain(text)) if one]
    tokens = "\n".join(" ".join(re.findall(r"[\w’'-]+|[.!?,]", sentence)) for sentence in sentences)
    return float(readability.getmeasures(tokens, lang="en")["readability grades"]["Kincaid"])


def for_senders(record: Record) -> list[Text]:
    """What an ordinary sender reads of a record: what happened, what now, what to do; those of each situation too."""
    return list(_for_senders(record.fields, ()))


def _for_senders(value: Any, place: Place) -> Iterator[Text]:
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _for_senders(one, (*place, index))
    elif isinstance(value, dict):
        for key, one in value.items():
            if key in {"summary", "sentence"} and isinstance(one, str) and one.strip():
                yield (*place, key), one
            elif key == "steps" and one.get("sender"):
                yield (*place, key, "sender"), " ".join(one["sender"])
            elif key not in NOT_OURS:
                yield from _for_senders(one, (*place, key))


def hard(record: Record) -> Iterator[tuple[Place, float, str]]:
    """(place, grade, text) of what is above the limit."""
    texts = for_senders(record)
    for place, text in texts:
        whole = text if len(text.split()) >= ENOUGH else " ".join(text for _, text in texts)
        if (found := grade(whole)) > GRADE:
            yield place, found, text


def parts_of(text: str) -> list[str]:
    """The words of a text that a dictionary can judge, in lower case; names with inner capitals and literal texts
    are none.
    """
    text = re.sub(r"`[^`]*`|\[\[[^\]]*\]\]|\"[^\"]*\"|“[^”]*”|\S+[.@/_=:]\S+", " ", text)
    words = [word for word in re.findall(r"[A-Za-z][A-Za-z’'-]*[A-Za-z]", text) if word.islower() or word.istitle()]
    return [part.lower().replace("’", "'").removesuffix("'s") for word in words for part in word.split("-")]


def own_words(path: Path) -> frozenset[str]:
    """The project's own list: one word a line, "#" begins a comment."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return frozenset(word for line in lines if (word := line.split("#")[0].strip().lower()))


def misspelt(texts: Iterable[str], own: frozenset[str]) -> set[str]:
    """Words in no list. Names (always with a capital inside a sentence) belong into the project's own."""
    from spellchecker import SpellChecker

    unknown = SpellChecker(distance=1).unknown({part for text in texts for part in parts_of(text)})
    return {word for word in unknown if len(word) > 2 and not {word, word.removesuffix("s")} & own}


def wrong_terms(text: str) -> list[str]:
    """What a text names otherwise than the rest of the site, and how the site names it."""
    text = re.sub(r"`[^`]*`|\"[^\"]*\"|“[^”]*”", " ", text)
    return [
        f"“{match[0]}”: say {better}"
        for pattern, better in TERMS.items()
        for match in re.finditer(rf"\b{pattern}\b", text, re.IGNORECASE)
    ]
