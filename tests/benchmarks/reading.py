"""How easy the records read, and which words no word list knows: python tests/benchmarks/reading.py

Grade: Flesch-Kincaid (the library "readability") of each summary, advice and list of a sender's steps; at most 9. A text of fewer than
20 words is judged together with the rest of its record, since the formula swings on so few. Literal text in backticks and links count as one word.
Spelling: the dictionary of "pyspellchecker" and tests/words.txt. Terms: each thing has one name here (TERMS). Exits with 1 where something is found.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import readability
import yaml
from spellchecker import SpellChecker

ROOT = Path(__file__).parent.parent.parent
WORDS = ROOT / "tests" / "words.txt"
GRADE = 9.0
ENOUGH = 20  # words
PROSE = {
    "title",
    "summary",
    "meaning",
    "sentence",
    "steps",
    "notes",
    "folklore",
    "text",
    "tell",
    "short",
    "why",
    "reason",
    "gist",
    "differs",
    "no_causes",
    "lists_say",
    "really",
    "historic",
}
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


def plain(text: str) -> str:
    """What a reader reads: literal texts and links as one short word each."""
    text = re.sub(r"`[^`]*`|\[\[[^\]]*\]\]", "it", text)
    text = re.sub(r"\b\d[\d.x]*\b|\b[A-Z]{2,}\b", "it", text)  # a code or an acronym is one word, however it is said
    return re.sub(r"[\"“”()]", "", " ".join(text.split()))


def grade(text: str) -> float:
    """Flesch-Kincaid grade of English text."""
    sentences = [one for one in re.split(r"(?<=[.!?])\s+", plain(text)) if one]
    tokens = "\n".join(" ".join(re.findall(r"[\w’'-]+|[.!?,]", sentence)) for sentence in sentences)
    return float(readability.getmeasures(tokens, lang="en")["readability grades"]["Kincaid"])


def records() -> Iterator[tuple[str, dict[str, Any]]]:
    for folder in ("codes", "causes", "providers"):
        for path in sorted((ROOT / "data" / folder).glob("*.yml")):
            yield f"data/{folder}/{path.name}", yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def for_senders(record: dict[str, Any]) -> list[str]:
    """The texts of a record that an ordinary sender reads: what happened, what now, what to do."""
    out = [record.get("summary", "")]
    for part in ("verdict", "temporary", "permanent"):
        advice = record.get(part) or {}
        advice = advice.get("advice", advice) if part == "verdict" else advice
        out.append(advice.get("sentence", "") if isinstance(advice, dict) else "")
    out.append(" ".join(record.get("steps", {}).get("sender", [])))
    return [text for text in out if text]


def hard(record: dict[str, Any]) -> Iterator[tuple[float, str]]:
    """(grade, text) of what is above the limit."""
    texts = for_senders(record)
    for text in texts:
        whole = text if len(text.split()) >= ENOUGH else " ".join(texts)
        if (found := grade(whole)) > GRADE:
            yield found, text


def prose(value: Any, key: str = "", inside: bool = False) -> Iterator[str]:
    """Our own words in a record: no literal texts, no official titles, no sources."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name not in {
                "sources",
                "official",
                "registry",
                "dialogue",
                "responses",
                "source",
                "senders",
                "phrases",
                "match",
                "signs",
                "mx",
                "pages",
            }:
                yield from prose(one, name, inside or name in PROSE)
        for response in value.get("responses", ()):
            yield from prose({name: response[name] for name in ("meaning", "differs", "steps") if name in response})
    elif isinstance(value, list):
        for one in value:
            yield from prose(one, key, inside)
    elif isinstance(value, str) and inside and key not in {"source", "id", "provider", "value", "outcome"}:
        yield value


def words_of(text: str) -> list[str]:
    text = re.sub(r"`[^`]*`|\[\[[^\]]*\]\]|\"[^\"]*\"|“[^”]*”|\S+[.@/_=:]\S+", " ", text)
    return [word for word in re.findall(r"[A-Za-z][A-Za-z’'-]*[A-Za-z]", text) if word.islower() or word.istitle()]


def misspelt(texts: list[str]) -> Counter[str]:
    """Words in no list, with how often each occurs. Names (always with a capital inside a sentence) belong into tests/words.txt."""
    checker = SpellChecker(distance=1)
    own = {
        word for line in WORDS.read_text(encoding="utf-8").splitlines() if (word := line.split("#")[0].strip().lower())
    }
    found = Counter(
        part.lower().replace("’", "'").removesuffix("'s")
        for text in texts
        for word in words_of(text)
        for part in word.split("-")
    )
    unknown = checker.unknown(found)
    return Counter(
        {
            word: found[word]
            for word in unknown
            if len(word) > 2 and word not in own and word.removesuffix("s") not in own
        }
    )


def wrong_terms(text: str) -> list[str]:
    text = re.sub(r"`[^`]*`|\"[^\"]*\"|“[^”]*”", " ", text)
    return [
        f"“{match[0]}”: say {better}"
        for pattern, better in TERMS.items()
        for match in re.finditer(rf"\b{pattern}\b", text, re.IGNORECASE)
    ]


def main() -> int:
    grades, texts, faults = [], [], 0
    for name, record in records():
        grades += [grade(text) for text in for_senders(record) if len(text.split()) >= ENOUGH]
        for found, text in hard(record) if "/providers/" not in name else ():
            faults += 1
            print(f"{name}: grade {found:.1f}: {' '.join(text.split())[:150]}")
        own = list(prose(record))
        texts += own
        for fault in (fault for text in own for fault in wrong_terms(text)):
            faults += 1
            print(f"{name}: {fault}")
    for word, count in misspelt(texts).most_common():
        faults += 1
        print(f"unknown word: {word} ({count})")
    print(
        f"{len(grades)} texts for senders, median grade {sorted(grades)[len(grades) // 2]:.1f}, highest {max(grades):.1f}; {len(texts)} texts spell-checked; {faults} faults"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
