"""Which texts of a record are our own words, and how their quotes are set: curled, as in print.

Literal texts, official titles and sources are what others wrote: they are no words of ours and stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from smtpcodes.load.yaml_reader import Place, Record

Text = tuple[Place, str]
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
NOT_OURS = {
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
    "defaults",
}
# What is printed as running text: our words, those of the tables beside the records too. Never so: what others wrote.
_PRINTED = {
    *PROSE,
    "covers",
    "does_not_help",
    "expect",
    "lift",
    "no_use",
    "note",
    "own_account",
    "route",
    "schedule",
    "send",
    "tries_for",
    "warns_after",
    "who",
}
_KEPT = {
    "id",
    "source",
    "url",
    "value",
    "provider",
    "official",
    "registry",
    "dialogue",
    "phrases",
    "match",
    "signs",
    "mx",
}
_LITERAL = re.compile(r"(`[^`\n]*`|\[\[[^\[\]\n]*\]\])")


def prose(record: Record) -> Iterator[Text]:
    """Our own words in a record: no literal texts, no official titles, no sources."""
    yield from _prose(record.fields, (), "", inside=False)


def _prose(value: Any, place: Place, key: str, *, inside: bool) -> Iterator[Text]:
    if isinstance(value, dict):
        for name, one in value.items():
            if name not in NOT_OURS:
                yield from _prose(one, (*place, name), name, inside=inside or name in PROSE)
        for index, response in enumerate(value.get("responses", ())):
            for name in ("meaning", "differs", "steps"):
                if name in response:
                    yield from _prose(response[name], (*place, "responses", index, name), name, inside=True)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _prose(one, (*place, index), key, inside=inside)
    elif isinstance(value, str) and inside and key not in {"source", "id", "provider", "value", "outcome"}:
        yield place, value


def curled(text: str) -> str:
    """A text with the quotes of print; what stands in backticks or in a link stays as it is."""
    parts = _LITERAL.split(text)
    parts[::2] = [_curled(part, before) for part, before in zip(parts[::2], ["", *parts[1::2]], strict=True)]
    return "".join(parts)


def _curled(text: str, before: str) -> str:
    """``before``: what the text follows; a quote opens where a word begins, else it closes or is an apostrophe."""
    text = f"{before[-1:]}{text}"
    text = re.sub(r"(?<![^\s([{/–—“‘])\"(?=\S|$)", "“", text).replace('"', "”")
    text = re.sub(r"(?<![^\s([{/–—“])'(?=\S|$)", "‘", text).replace("'", "’")
    return text[len(before[-1:]) :]


def curl(record: Record) -> None:
    """Set the quotes of print in a record whose shape is right; changed in place."""
    _curl(record.fields, inside=False, literal=False)


def _curl(value: Any, *, inside: bool, literal: bool) -> Any:
    """``inside``: below a field that holds prose; ``literal``: of a row whose ``text`` is what somebody sent."""
    if isinstance(value, str):
        return curled(value) if inside else value
    if isinstance(value, list):
        value[:] = [_curl(one, inside=inside, literal=literal) for one in value]
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in _KEPT and not (literal and name == "text"):
                rows = name in {"responses", "senders"}
                value[name] = _curl(one, inside=(inside and not rows) or name in _PRINTED, literal=literal or rows)
    return value
