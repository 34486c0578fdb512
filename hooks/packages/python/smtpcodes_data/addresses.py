"""Mail addresses and host names in a line."""

from __future__ import annotations

import re
from typing import NamedTuple

from .text import at, is_digit, is_letter, pattern, trim, trim_start

_LIMIT = 320
_LOCAL = frozenset("!#$%&*+-/=?^_`{|}~.'")
_LEADING = frozenset("'`=*-/|{")


class Address(NamedTuple):
    address: str
    start: int
    end: int


def _in_local(c: str) -> bool:
    return is_letter(c) or is_digit(c) or c > "\x7f" or c in _LOCAL


def _in_domain(c: str) -> bool:
    return is_letter(c) or is_digit(c) or c in ("-", ".") or c > "\x7f"


def find_address(text: str, begin: int = 0) -> Address | None:
    """The first address at or after ``begin``."""
    sign = text.find("@", max(0, begin))
    while sign >= 0:
        start = sign
        while start > begin and sign - start < _LIMIT and _in_local(at(text, start - 1)):
            start -= 1
        while start < sign and text[start] in _LEADING and not text.startswith("=?", start):
            start += 1
        if start + 1 < sign and text[start] in ("u", "b") and text[start + 1] == "'":
            start += 2
        end = sign + 1
        while end < len(text) and end - sign < _LIMIT and _in_domain(text[end]):
            end += 1
        while end > sign + 1 and (text[end - 1] in ".-" or text[end - 1] > "\u2000"):
            end -= 1
        quoted = at(text, start - 1) == '"' and at(text, sign - 1) == '"'
        if start < sign and end > sign + 1 and not quoted:
            return Address(text[start:end], start, end)
        sign = text.find("@", sign + 1)
    return None


def count_addresses(text: str) -> int:
    """How many addresses stand in a line; up to three are counted."""
    n, found = 0, find_address(text)
    while found and n < 3:
        n, found = n + 1, find_address(text, found.end)
    return n


def field_host(value: str) -> str | None:
    """The host in a report's field: ``dns; mx.example.org (192.0.2.1)``."""
    semicolon = value.find(";")
    rest = trim(value[semicolon + 1 :] if 0 <= semicolon < 12 else value)
    return clean_host(rest.split(" ", 1)[0])


def clean_host(word: str) -> str | None:
    host = re.sub("[<>\"']", "", word)
    host = host[1:] if host.startswith("(") else host
    bracket = host.find("[", 1)
    if bracket > 0:
        host = host[:bracket]
    host = host.rstrip(".,;:)(")
    return host if 2 < len(host) < 256 and re.search(r"[.\]]", host) and re.search("[a-zA-Z0-9]", host) else None


_HOST_MARKS = (
    " host ",
    "while talking to ",
    "server ",
    "connect to ",
    "connection with ",
    "relay=",
    "conversation with ",
)
_HOST_TAILS = (" does not like recipient", " did not like our", " failed after i sent")
_WORD_END = pattern(r"[\s,]")


def said_host(text: str) -> str | None:
    """The host that a line says answered: ``host mx.example.org[192.0.2.1] said: …``."""
    padded = " " + text
    low = padded.lower()
    for mark in _HOST_MARKS:
        place = low.find(mark)
        if place < 0 or low.startswith("client", max(0, place - 6)):  # "Client host … rejected" is who was refused
            continue
        cut = trim_start(padded[place + len(mark) : place + len(mark) + 260])
        host = clean_host(_WORD_END.split(cut, maxsplit=1)[0])
        if host and "." in host and "@" not in host and host[0] != "[":
            return host
    for tail in _HOST_TAILS:
        place = low.find(tail)
        if place < 0:
            continue
        words = trim(padded[max(0, place - 260) : place]).split(" ")
        last = words[-1]
        host = clean_host(words[-2] if last.startswith("[") and len(words) > 1 else last)
        if host and "." in host:
            return host
    return None
