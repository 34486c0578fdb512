"""Characters that look like others, replaced at the entrance, as word processors and chat programs put them in."""

from __future__ import annotations

import re

from .text import at

_ODD = re.compile(
    "[\u00a0\u00b4\u2000-\u200a\u2010-\u2015\u2018-\u201f\u202f\u2032\u2033\u205f\u2212\u3000\uff01-\uff5e]"
)
_WIDTHLESS = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_MARKED = re.compile(
    r"(\*\*|__|`)([245][0-9][0-9](?:[ -][245]\.[0-9]{1,3}\.[0-9]{1,3})?|[245]\.[0-9]{1,3}\.[0-9]{1,3})\1"
)
_ASKED = re.compile("[\u00a0\u00ad\u00b4`\u2000-\uffff]|\\*\\*|__")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_SINGLE = re.compile("[\u00b4\u2018-\u201b\u2032]")
_DOUBLE = re.compile("[\u201c-\u201f\u2033]")


def plain_characters(text: str) -> str:
    """A text with the characters that people mean, without those that have no width."""
    if not _ASKED.search(text):
        return text
    narrow = _MARKED.sub(lambda hit: " " * len(hit[1]) + hit[2] + " " * len(hit[1]), plain_text(text))
    return _WIDTHLESS.sub(lambda hit: hit[0] if _is_byte(hit) else "", narrow)


def plain_text(text: str) -> str:
    return _ODD.sub(_narrow, text)


def _narrow(hit: re.Match[str]) -> str:
    c = hit[0]
    if _is_byte(hit):
        return c
    if _SPACES.match(c):
        return " "
    if _SINGLE.match(c):
        return "'"
    if _DOUBLE.match(c):
        return '"'
    return chr(ord(c) - 0xFEE0) if c >= "\uff01" else "-"


def _is_byte(hit: re.Match[str]) -> bool:
    """Is it a byte of another character, as a raw file read as Latin-1 has it?"""
    text, i = hit.string, hit.start()
    return hit[0] < "\u0100" and (_high(at(text, i - 1)) or _high(at(text, i + 1)))


def _high(c: str) -> bool:
    return "\x80" <= c <= "\xff" and c not in "\u00a0\u00ad\u00b4"
